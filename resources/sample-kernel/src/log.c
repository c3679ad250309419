/* The kernel log: levels, a ring of a megabyte in bss, and the console that shows it. */
#include "kernel.h"

#define RING_SIZE (1ul << 20)

static char ring[RING_SIZE] __attribute__((aligned(64)));
static usize ring_written;

static const char *const level_names[] = {"error", "warn", "info", "debug"};
static const char *const level_colours[] = {"\033[31m", "\033[33m", "\033[32m", "\033[90m"};
static const char colour_off[] = "\033[0m";

/* Lines above this level are dropped. */
static enum log_level threshold = LOG_INFO;
/* Where the console writes; `console NAME` in the shell changes it. */
static const char *console_name = "serial0";

void log_put(char c) { ring[ring_written++ % RING_SIZE] = c; }

static void console_put(struct sink *self, char c) {
    struct device *device = self->context;
    log_put(c);
    if (device)
        device->ops->write(device, &c, 1);
}

void console_vprint(const char *format, va_list args) {
    struct sink sink = {console_put, device_find(console_name)};
    vformat(&sink, format, args);
}

void console_print(const char *format, ...) {
    va_list args;
    __builtin_va_start(args, format);
    console_vprint(format, args);
    __builtin_va_end(args);
}

/* -1 where no such device is ready. */
int console_select(const char *name) {
    struct device *device = device_find(name);
    if (!device)
        return -1;
    console_name = device->name;
    return 0;
}

void log_write(enum log_level level, const char *module, const char *format, ...) {
    if (level > threshold)
        return;
    va_list args;
    console_print("%s%-5s%s cpu%u %s: ", level_colours[level], level_names[level], colour_off, cpu_id(), module);
    __builtin_va_start(args, format);
    console_vprint(format, args);
    __builtin_va_end(args);
    console_print("\n");
}

int log_set_level(const char *name) {
    for (usize i = 0; i < ARRAY_LEN(level_names); i++) {
        if (strcmp(level_names[i], name) == 0) {
            threshold = (enum log_level)i;
            return 0;
        }
    }
    return -1;
}

/* The newest `count` bytes, oldest first. */
usize log_copy(char *to, usize count) {
    usize kept = ring_written < RING_SIZE ? ring_written : RING_SIZE;
    if (count > kept)
        count = kept;
    for (usize i = 0; i < count; i++)
        to[i] = ring[(ring_written - count + i) % RING_SIZE];
    return count;
}
