/* The shell on the console: a table of commands, an editable line, variables, a history. */
#include "kernel.h"

#define LINE_SIZE 128
#define HISTORY_LINES 64
#define MAX_ARGS 8

extern const void *boot_info_address;

static char history[HISTORY_LINES][LINE_SIZE];
static u32 history_count;

/* Variables with their first values; `set NAME VALUE` changes them. */
static struct {
    const char *name, *value;
} variables[] = {
    {"prompt", "sample> "}, {"shell", "built-in"},       {"terminal", "vt100"},   {"console", "serial0"},
    {"home", "/"},          {"hostname", "sample"},      {"editor", "none"},      {"pager", "none"},
    {"keymap", "us"},       {"timezone", "UTC"},         {"language", "en"},      {"init", "/etc/profile"},
};

static u32 selected_history;

static const char *variable(const char *name) {
    for (usize i = 0; i < ARRAY_LEN(variables); i++)
        if (strcmp(variables[i].name, name) == 0)
            return variables[i].value;
    return "";
}

/* ---- commands: each gets its arguments, returns 0 or says what is wrong ------------------------------------- */

static const char *command_help(int count, char **args);

static const char *command_echo(int count, char **args) {
    for (int i = 1; i < count; i++)
        console_print("%s ", args[i]);
    console_print("\n");
    return 0;
}

static const char *command_info(int count, char **args) {
    (void)count, (void)args;
    struct heap_stats stats = heap_stats();
    console_print("boot info   %p\ncode near   %p\ncpu         %u\n", boot_info_address, (void *)command_info, cpu_id());
    console_print("heap        %lu of %lu bytes in %lu blocks\n", stats.used, stats.size, stats.blocks);
    console_print("interrupts  %lu\n", cpu_count_interrupt());
    return 0;
}

static const char *command_cpu(int count, char **args) {
    (void)count, (void)args;
    cpu_describe();
    return 0;
}

static const char *command_pci(int count, char **args) {
    (void)count, (void)args;
    pci_list();
    return 0;
}

static const char *command_devices(int count, char **args) {
    (void)count, (void)args;
    for (struct device *device = device_first(); device; device = device->next)
        console_print("  %-9s port %04x irq %2u  %-6s %s\n", device->name, device->port, device->irq,
                      device->flags & DEVICE_READY ? "ready" : "absent", device->ops->describe(device));
    return 0;
}

static const char *command_dump(int count, char **args) {
    if (count < 2)
        return "dump ADDRESS [BYTES]";
    const u8 *at = (const u8 *)parse_number(args[1]);
    usize size = count > 2 ? parse_number(args[2]) : 64;
    for (usize line = 0; line < size; line += 16) {
        console_print("%016lx ", (u64)(at + line));
        for (usize i = line; i < line + 16 && i < size; i++)
            console_print(" %02x", at[i]);
        console_print("  ");
        for (usize i = line; i < line + 16 && i < size; i++)
            console_print("%c", at[i] >= 32 && at[i] < 127 ? at[i] : '.');
        console_print("\n");
    }
    return 0;
}

static const char *command_list(int count, char **args) {
    (void)count, (void)args;
    ramfs_list();
    return 0;
}

static const char *command_cat(int count, char **args) {
    if (count < 2)
        return "cat PATH";
    const struct file *file = ramfs_find(args[1]);
    if (!file)
        return "no such file";
    for (usize i = 0; i < file->size; i++)
        console_print("%c", file->data[i]);
    return 0;
}

static const char *command_alloc(int count, char **args) {
    if (count < 2)
        return "alloc BYTES";
    void *block = heap_allocate(parse_number(args[1]));
    if (!block)
        return "no block of that size is free";
    console_print("%p\n", block);
    return 0;
}

static const char *command_free(int count, char **args) {
    if (count < 2)
        return "free ADDRESS";
    heap_free((void *)parse_number(args[1]));
    return 0;
}

static const char *command_level(int count, char **args) {
    return count == 2 && log_set_level(args[1]) == 0 ? 0 : "level error|warn|info|debug";
}

static const char *command_console(int count, char **args) {
    return count == 2 && console_select(args[1]) == 0 ? 0 : "console DEVICE, one that is ready";
}

static const char *command_timer(int count, char **args) {
    struct device *timer = device_find("timer");
    if (count < 2 || !timer || timer->ops->control(timer, 1, parse_number(args[1])) != 0)
        return "timer HERTZ, 19 or more";
    return 0;
}

static const char *command_set(int count, char **args) {
    if (count == 1)
        for (usize i = 0; i < ARRAY_LEN(variables); i++)
            console_print("  %-9s %s\n", variables[i].name, variables[i].value);
    if (count < 3)
        return 0;
    for (usize i = 0; i < ARRAY_LEN(variables); i++) {
        if (strcmp(variables[i].name, args[1]) != 0)
            continue;
        char *copy = heap_allocate(strlen(args[2]) + 1);
        if (!copy)
            return "out of memory";
        variables[i].value = memcpy(copy, args[2], strlen(args[2]) + 1);
        return 0;
    }
    return "no such variable";
}

static const char *command_history(int count, char **args) {
    (void)count, (void)args;
    u32 first = history_count > HISTORY_LINES ? history_count - HISTORY_LINES : 0;
    for (u32 i = first; i < history_count; i++)
        console_print("%4u  %s\n", i + 1, history[i % HISTORY_LINES]);
    return 0;
}

static const char *command_trap(int count, char **args) {
    (void)count, (void)args;
    __asm__ volatile("int3");
    return 0;
}

static const char *command_halt(int count, char **args) {
    (void)count, (void)args;
    halt_forever();
}

static const struct command {
    const char *name, *help;
    const char *(*run)(int count, char **args);
} commands[] = {
    {"help", "this list", command_help},
    {"echo", "prints its arguments", command_echo},
    {"info", "addresses, heap, interrupts", command_info},
    {"cpu", "features and registers of this CPU", command_cpu},
    {"pci", "devices on the PCI bus", command_pci},
    {"devices", "character devices", command_devices},
    {"dump", "bytes of memory", command_dump},
    {"ls", "files", command_list},
    {"cat", "prints a file", command_cat},
    {"alloc", "takes a block from the heap", command_alloc},
    {"free", "gives a block back", command_free},
    {"level", "what the log shows", command_level},
    {"console", "where output goes", command_console},
    {"timer", "frequency of the timer", command_timer},
    {"set", "shows or changes variables", command_set},
    {"history", "earlier lines", command_history},
    {"trap", "raises a breakpoint exception", command_trap},
    {"halt", "stops this CPU", command_halt},
};

static const char *command_help(int count, char **args) {
    (void)count, (void)args;
    for (usize i = 0; i < ARRAY_LEN(commands); i++)
        console_print("  %-9s %s\n", commands[i].name, commands[i].help);
    return 0;
}

/* ---- the line ----------------------------------------------------------------------------------------------- */

static int split(char *line, char **args) {
    int count = 0;
    while (*line && count < MAX_ARGS) {
        while (*line == ' ')
            *line++ = 0;
        if (!*line)
            break;
        args[count++] = line;
        while (*line && *line != ' ')
            line++;
    }
    return count;
}

static void run_line(const char *text) {
    char line[LINE_SIZE];
    char *args[MAX_ARGS];
    format_to(line, sizeof(line), "%s", text);
    int count = split(line, args);
    if (count == 0)
        return;
    memcpy(history[history_count++ % HISTORY_LINES], text, strlen(text) + 1);
    for (usize i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, args[0]) != 0)
            continue;
        const char *problem = commands[i].run(count, args);
        if (problem)
            console_print("%s: %s\n", args[0], problem);
        return;
    }
    console_print("%s: no such command, try help\n", args[0]);
}

static void run_script(const char *path) {
    const struct file *file = ramfs_find(path);
    char line[LINE_SIZE];
    usize length = 0;
    for (usize i = 0; file && i < file->size; i++) {
        if (file->data[i] != '\n' && length < sizeof(line) - 1) {
            line[length++] = file->data[i];
            continue;
        }
        line[length] = 0;
        length = 0;
        run_line(line);
    }
}

/* Escape steps back through the history, backspace deletes, enter runs. */
static void read_line(struct device *input, char *line) {
    usize length = 0;
    for (;;) {
        char c;
        if (input->ops->read(input, &c, 1) != 1)
            continue;
        if (c == '\r' || c == '\n')
            break;
        if (c == 27 && selected_history > 0) {
            selected_history--;
            length = format_to(line, LINE_SIZE, "%s", history[selected_history % HISTORY_LINES]);
            console_print("\r\033[K%s%s", variable("prompt"), line);
        } else if ((c == '\b' || c == 127) && length > 0) {
            length--;
            console_print("\b \b");
        } else if (c >= 32 && c < 127 && length < LINE_SIZE - 1) {
            line[length++] = c;
            console_print("%c", c);
        }
    }
    line[length] = 0;
    console_print("\n");
}

void NORETURN shell_run(void) {
    struct device *input = device_find("serial0");
    if (!input)
        input = device_find("keyboard");
    if (!input)
        panic("no device to read from");
    run_script(variable("init"));
    for (;;) {
        char line[LINE_SIZE];
        selected_history = history_count;
        console_print("%s", variable("prompt"));
        read_line(input, line);
        run_line(line);
    }
}
