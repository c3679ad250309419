/* printf's subset that a kernel needs: %c %s %d %u %x %p %%, with l, width and zero padding. */
#include "kernel.h"

static const char hex_digits[] = "0123456789abcdef";

struct spec {
    u32 width;
    char pad;
    u8 is_long;
    u8 left;
};

static void put_padding(struct sink *sink, char c, u32 width, usize length) {
    for (; length < width; length++)
        sink->put(sink, c);
}

static void put_text(struct sink *sink, const struct spec *spec, const char *text) {
    usize length = strlen(text);
    if (!spec->left)
        put_padding(sink, ' ', spec->width, length);
    for (usize i = 0; i < length; i++)
        sink->put(sink, text[i]);
    if (spec->left)
        put_padding(sink, ' ', spec->width, length);
}

static void put_number(struct sink *sink, const struct spec *spec, u64 value, u64 base, int negative) {
    char digits[24];
    usize length = 0;
    do
        digits[length++] = hex_digits[value % base];
    while ((value /= base) > 0);
    if (negative && spec->pad == '0')
        sink->put(sink, '-');
    usize shown = length + (negative ? 1 : 0);
    if (!spec->left)
        put_padding(sink, spec->pad, spec->width, shown);
    if (negative && spec->pad != '0')
        sink->put(sink, '-');
    while (length > 0)
        sink->put(sink, digits[--length]);
    if (spec->left)
        put_padding(sink, ' ', spec->width, shown);
}

static const char *read_spec(const char *format, struct spec *spec) {
    *spec = (struct spec){.pad = ' '};
    if (*format == '-')
        spec->left = 1, format++;
    if (*format == '0')
        spec->pad = '0', format++;
    for (; *format >= '0' && *format <= '9'; format++)
        spec->width = spec->width * 10 + (u32)(*format - '0');
    for (; *format == 'l'; format++)
        spec->is_long = 1;
    return format;
}

void vformat(struct sink *sink, const char *format, va_list args) {
    for (; *format; format++) {
        if (*format != '%') {
            sink->put(sink, *format);
            continue;
        }
        struct spec spec;
        format = read_spec(format + 1, &spec);
        switch (*format) {
        case 'c':
            sink->put(sink, (char)__builtin_va_arg(args, int));
            break;
        case 's':
            put_text(sink, &spec, __builtin_va_arg(args, const char *));
            break;
        case 'd': {
            i64 value = spec.is_long ? __builtin_va_arg(args, i64) : __builtin_va_arg(args, int);
            put_number(sink, &spec, value < 0 ? -(u64)value : (u64)value, 10, value < 0);
            break;
        }
        case 'u':
        case 'x': {
            u64 value = spec.is_long ? __builtin_va_arg(args, u64) : __builtin_va_arg(args, u32);
            put_number(sink, &spec, value, *format == 'u' ? 10 : 16, 0);
            break;
        }
        case 'p':
            sink->put(sink, '0');
            sink->put(sink, 'x');
            put_number(sink, &spec, (u64)__builtin_va_arg(args, void *), 16, 0);
            break;
        case '%':
            sink->put(sink, '%');
            break;
        default:
            return;
        }
    }
}

struct buffer {
    char *at, *end;
};

static void buffer_put(struct sink *self, char c) {
    struct buffer *buffer = self->context;
    if (buffer->at < buffer->end)
        *buffer->at++ = c;
}

usize format_to(char *to, usize size, const char *format, ...) {
    struct buffer buffer = {to, to + size - 1};
    struct sink sink = {buffer_put, &buffer};
    va_list args;
    __builtin_va_start(args, format);
    vformat(&sink, format, args);
    __builtin_va_end(args);
    *buffer.at = 0;
    return (usize)(buffer.at - to);
}
