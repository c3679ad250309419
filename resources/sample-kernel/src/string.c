/* Memory and text functions; the compiler itself emits calls to the mem* ones. */
#include "kernel.h"

void *memcpy(void *to, const void *from, usize count) {
    void *result = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count)::"memory");
    return result;
}

void *memset(void *to, int byte, usize count) {
    void *result = to;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(byte) : "memory");
    return result;
}

void *memmove(void *to, const void *from, usize count) {
    if ((usize)to - (usize)from >= count)
        return memcpy(to, from, count);
    u8 *target = to;
    const u8 *source = from;
    while (count-- > 0)
        target[count] = source[count];
    return to;
}

int memcmp(const void *a, const void *b, usize count) {
    const u8 *left = a, *right = b;
    for (usize i = 0; i < count; i++)
        if (left[i] != right[i])
            return left[i] - right[i];
    return 0;
}

usize strlen(const char *text) {
    usize length = 0;
    while (text[length])
        length++;
    return length;
}

int strcmp(const char *a, const char *b) {
    while (*a && *a == *b)
        a++, b++;
    return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, usize count) {
    for (; count > 0; a++, b++, count--)
        if (*a != *b || !*a)
            return (u8)*a - (u8)*b;
    return 0;
}

/* Decimal, or hexadecimal after 0x; stops at the first other character. */
u64 parse_number(const char *text) {
    u64 base = 10, value = 0;
    if (text[0] == '0' && (text[1] | 0x20) == 'x')
        base = 16, text += 2;
    for (;; text++) {
        u64 digit;
        if (*text >= '0' && *text <= '9')
            digit = (u64)(*text - '0');
        else if ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'f')
            digit = (u64)((*text | 0x20) - 'a') + 10;
        else
            return value;
        if (digit >= base)
            return value;
        value = value * base + digit;
    }
}
