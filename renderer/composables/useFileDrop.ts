import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import { useDocumentStore } from '../stores/document';
import { useHostWindowStore } from '../stores/host-window';

/**
 * Opens files that are dropped anywhere on the window.
 *
 * @returns whether a file is being dragged over the window.
 */
export function useFileDrop(): Ref<boolean> {
  const documents = useDocumentStore();
  const host = useHostWindowStore();
  const over = ref(false);

  function carriesFiles(event: DragEvent): boolean {
    return event.dataTransfer?.types.includes('Files') === true;
  }

  function onDragOver(event: DragEvent): void {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over.value = true;
  }

  function onDragLeave(event: DragEvent): void {
    if (event.relatedTarget === null) over.value = false;
  }

  async function openAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) await documents.open(path);
  }

  function onDrop(event: DragEvent): void {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over.value = false;
    const paths = Array.from(event.dataTransfer?.files ?? [], (file) => host.pathOfFile(file));
    void openAll(paths);
  }

  onMounted(() => {
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('dragover', onDragOver);
    window.removeEventListener('dragleave', onDragLeave);
    window.removeEventListener('drop', onDrop);
  });
  return over;
}
