/* Types and interfaces of the sample kernel. */
#ifndef KERNEL_H
#define KERNEL_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef signed long i64;
typedef __SIZE_TYPE__ usize;
typedef __builtin_va_list va_list;

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define NORETURN __attribute__((noreturn))
#define PRINTF(text, first) __attribute__((format(printf, text, first)))
/* Variables of which every CPU has its own copy: offsets from %fs, initial values in the TLS segment. */
#define PER_CPU __thread

#define PAGE_SIZE 4096ul
#define MAX_CPUS 8

/* string.c: the compiler emits calls to the first four. */
void *memcpy(void *to, const void *from, usize count);
void *memset(void *to, int byte, usize count);
void *memmove(void *to, const void *from, usize count);
int memcmp(const void *a, const void *b, usize count);
usize strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, usize count);
u64 parse_number(const char *text);

/* format.c */
struct sink {
    void (*put)(struct sink *self, char c);
    void *context;
};
void vformat(struct sink *sink, const char *format, va_list args);
usize format_to(char *buffer, usize size, const char *format, ...) PRINTF(3, 4);

/* device.c: every character device has one table of operations. */
struct device;
struct device_ops {
    int (*probe)(struct device *self);
    int (*read)(struct device *self, char *to, usize count);
    int (*write)(struct device *self, const char *from, usize count);
    int (*control)(struct device *self, u32 request, u64 argument);
    const char *(*describe)(struct device *self);
};
struct device {
    const char *name;
    const struct device_ops *ops;
    struct device *next;
    u16 port;
    u16 irq;
    u32 flags;
};
#define DEVICE_READY 1u
extern const struct device_ops serial_ops, keyboard_ops, timer_ops, null_ops, ring_ops;
struct device *device_find(const char *name);
struct device *device_first(void);
void devices_probe(void);

/* log.c */
enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
void log_write(enum log_level level, const char *module, const char *format, ...) PRINTF(3, 4);
void console_print(const char *format, ...) PRINTF(1, 2);
void console_vprint(const char *format, va_list args);
int console_select(const char *name);
int log_set_level(const char *name);
usize log_copy(char *to, usize count);
void log_put(char c);
#define log_info(...) log_write(LOG_INFO, __FILE_NAME__, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, __FILE_NAME__, __VA_ARGS__)

/* heap.c */
struct heap_stats {
    usize size, used, blocks;
};
void heap_init(void);
void *heap_allocate(usize size);
void heap_free(void *block);
struct heap_stats heap_stats(void);

/* cpu.c, trap.c */
struct trap_frame {
    u64 r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rbx, rdx, rcx, rax;
    u64 vector, error, rip, cs, rflags, rsp, ss;
};
void cpu_init(u32 id);
void cpu_describe(void);
u32 cpu_id(void);
u64 cpu_count_interrupt(void);
const char *exception_name(u64 vector);
void trap_init(void);
void trap_handle(struct trap_frame *frame);
void NORETURN halt_forever(void);
void NORETURN panic(const char *format, ...) PRINTF(1, 2);

/* pci.c, ramfs.c, shell.c */
void pci_list(void);
const char *pci_class_name(u8 class, u8 subclass);
struct file {
    const char *path;
    const char *data;
    usize size;
};
const struct file *ramfs_find(const char *path);
void ramfs_list(void);
void NORETURN shell_run(void);

static inline void out8(u16 port, u8 value) { __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port)); }
static inline u8 in8(u16 port) {
    u8 value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}
static inline void out32(u16 port, u32 value) { __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port)); }
static inline u32 in32(u16 port) {
    u32 value;
    __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}
static inline u64 read_msr(u32 msr) {
    u32 low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (u64)high << 32 | low;
}
static inline void write_msr(u32 msr, u64 value) {
    __asm__ volatile("wrmsr" ::"c"(msr), "a"((u32)value), "d"((u32)(value >> 32)));
}

#endif
