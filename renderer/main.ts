/** Entry of the window: styles, theme, the application. */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { followSystemTheme } from './composables/theme';
import './styles/index.css';

followSystemTheme();
createApp(App).use(createPinia()).mount('#app');
