/* Character devices: their operation tables (read-only after relocation) and the list of devices (writable). */
#include "kernel.h"

/* ---- 16550 serial port -------------------------------------------------------------------------------------- */

enum { SERIAL_DATA, SERIAL_IRQ_ENABLE, SERIAL_FIFO, SERIAL_LINE, SERIAL_MODEM, SERIAL_STATUS, SERIAL_SCRATCH };

static int serial_probe(struct device *self) {
    out8(self->port + SERIAL_SCRATCH, 0x5a);
    if (in8(self->port + SERIAL_SCRATCH) != 0x5a)
        return -1;
    out8(self->port + SERIAL_IRQ_ENABLE, 0);
    out8(self->port + SERIAL_LINE, 0x80); /* divisor latch: 115200 baud */
    out8(self->port + SERIAL_DATA, 1);
    out8(self->port + SERIAL_IRQ_ENABLE, 0);
    out8(self->port + SERIAL_LINE, 0x03); /* 8 bits, no parity, 1 stop bit */
    out8(self->port + SERIAL_FIFO, 0xc7);
    out8(self->port + SERIAL_MODEM, 0x0b);
    return 0;
}

static int serial_read(struct device *self, char *to, usize count) {
    usize done = 0;
    while (done < count && (in8(self->port + SERIAL_STATUS) & 0x01))
        to[done++] = (char)in8(self->port + SERIAL_DATA);
    return (int)done;
}

static int serial_write(struct device *self, const char *from, usize count) {
    for (usize i = 0; i < count; i++) {
        while (!(in8(self->port + SERIAL_STATUS) & 0x20))
            __asm__ volatile("pause");
        out8(self->port + SERIAL_DATA, (u8)from[i]);
    }
    return (int)count;
}

static int no_control(struct device *self, u32 request, u64 argument) {
    (void)self, (void)request, (void)argument;
    return -1;
}

static const char *serial_describe(struct device *self) {
    (void)self;
    return "16550 serial port, 115200 8N1";
}

const struct device_ops serial_ops = {serial_probe, serial_read, serial_write, no_control, serial_describe};

/* ---- PS/2 keyboard ------------------------------------------------------------------------------------------ */

static const char *const key_names[] = {
    "none", "escape", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "minus", "equals", "backspace", "tab",
    "q", "w", "e", "r", "t", "y", "u", "i", "o", "p", "bracket-left", "bracket-right", "enter", "control-left",
    "a", "s", "d", "f", "g", "h", "j", "k", "l", "semicolon", "quote", "backtick", "shift-left", "backslash",
    "z", "x", "c", "v", "b", "n", "m", "comma", "period", "slash", "shift-right", "keypad-multiply", "alt-left",
    "space", "caps-lock", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "num-lock", "scroll-lock",
};
static const char key_characters[] = "\0\0331234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";

static int keyboard_probe(struct device *self) { return in8(self->port + 4) == 0xff ? -1 : 0; }

static int keyboard_read(struct device *self, char *to, usize count) {
    usize done = 0;
    while (done < count && (in8(self->port + 4) & 1)) {
        u8 code = in8(self->port);
        if (code < sizeof(key_characters) - 1 && key_characters[code])
            to[done++] = key_characters[code];
        else if (code < ARRAY_LEN(key_names))
            log_write(LOG_DEBUG, "keyboard", "%s", key_names[code]);
    }
    return (int)done;
}

static int no_write(struct device *self, const char *from, usize count) {
    (void)self, (void)from, (void)count;
    return -1;
}

static const char *keyboard_describe(struct device *self) {
    (void)self;
    return "PS/2 keyboard, scan code set 1";
}

const struct device_ops keyboard_ops = {keyboard_probe, keyboard_read, no_write, no_control, keyboard_describe};

/* ---- programmable interval timer ---------------------------------------------------------------------------- */

#define PIT_FREQUENCY 1193182u
enum { TIMER_SET_FREQUENCY = 1 };
static u32 timer_divisor = PIT_FREQUENCY / 100;

static int timer_program(struct device *self) {
    out8(self->port + 3, 0x36);
    out8(self->port, (u8)timer_divisor);
    out8(self->port, (u8)(timer_divisor >> 8));
    return 0;
}

static int timer_read(struct device *self, char *to, usize count) {
    out8(self->port + 3, 0);
    u32 low = in8(self->port), high = in8(self->port);
    return (int)format_to(to, count, "%u", high << 8 | low);
}

static int timer_control(struct device *self, u32 request, u64 hertz) {
    if (request != TIMER_SET_FREQUENCY || hertz < 19 || hertz > PIT_FREQUENCY)
        return -1;
    timer_divisor = (u32)(PIT_FREQUENCY / hertz);
    return timer_program(self);
}

static const char *timer_describe(struct device *self) {
    (void)self;
    return "8254 interval timer";
}

const struct device_ops timer_ops = {timer_program, timer_read, no_write, timer_control, timer_describe};

/* ---- devices without hardware ------------------------------------------------------------------------------- */

static int always_present(struct device *self) {
    (void)self;
    return 0;
}
static int null_read(struct device *self, char *to, usize count) {
    (void)self, (void)to, (void)count;
    return 0;
}
static int null_write(struct device *self, const char *from, usize count) {
    (void)self, (void)from;
    return (int)count;
}
static const char *null_describe(struct device *self) {
    (void)self;
    return "swallows everything";
}
static int ring_read(struct device *self, char *to, usize count) {
    (void)self;
    return (int)log_copy(to, count);
}
static int ring_write(struct device *self, const char *from, usize count) {
    (void)self;
    for (usize i = 0; i < count; i++)
        log_put(from[i]);
    return (int)count;
}
static const char *ring_describe(struct device *self) {
    (void)self;
    return "the kernel log";
}

const struct device_ops null_ops = {always_present, null_read, null_write, no_control, null_describe};
const struct device_ops ring_ops = {always_present, ring_read, ring_write, no_control, ring_describe};

/* ---- the list ----------------------------------------------------------------------------------------------- */

/* Writable and full of pointers: these relocations lie in the last LOAD segment. */
static struct device devices[] = {
    {"null", &null_ops, &devices[1], 0, 0, 0},
    {"log", &ring_ops, &devices[2], 0, 0, 0},
    {"timer", &timer_ops, &devices[3], 0x40, 0, 0},
    {"keyboard", &keyboard_ops, &devices[4], 0x60, 1, 0},
    {"serial0", &serial_ops, &devices[5], 0x3f8, 4, 0},
    {"serial1", &serial_ops, &devices[6], 0x2f8, 3, 0},
    {"serial2", &serial_ops, &devices[7], 0x3e8, 4, 0},
    {"serial3", &serial_ops, 0, 0x2e8, 3, 0},
};
static struct device *first_device = &devices[0];

struct device *device_first(void) { return first_device; }

struct device *device_find(const char *name) {
    for (struct device *device = first_device; device; device = device->next)
        if ((device->flags & DEVICE_READY) && strcmp(device->name, name) == 0)
            return device;
    return 0;
}

void devices_probe(void) {
    for (struct device *device = first_device; device; device = device->next)
        if (device->ops->probe(device) == 0)
            device->flags |= DEVICE_READY;
}
