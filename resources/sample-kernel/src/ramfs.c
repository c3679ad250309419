/* A read-only file system of a few texts, enough for `ls` and `cat`. */
#include "kernel.h"

#define FILE(path, text) {path, text, sizeof(text) - 1}

static const struct file files[] = {
    FILE("/etc/motd", "Every address you see was chosen, mapped and relocated before the first instruction ran.\n"),
    FILE("/etc/hostname", "sample\n"),
    FILE("/etc/issue", "Sample kernel, loaded by rust-osdev/bootloader 0.11.8\n"),
    FILE("/doc/paging",
         "An address of 48 bits is cut in five: four indices of 9 bits, one for each table from P4 to P1, and an\n"
         "offset of 12 bits into the page. Every table has 512 entries of 8 bytes and fills exactly one frame.\n"
         "An entry holds the address of a frame in bits 12 to 51; the other bits say what may be done with it:\n"
         "bit 0 the entry is present, bit 1 writing is allowed, bit 2 user mode is allowed, bit 63 code may not\n"
         "be fetched. A right must be granted on every level of the walk, and a ban on any level is final.\n"),
    FILE("/doc/relocation",
         "A position-independent kernel does not know its address when it is linked. Code reaches its data by\n"
         "distance, which never changes. A pointer in data is different: it is an address, so the linker leaves\n"
         "a note for each, R_X86_64_RELATIVE: at this offset, store the base plus this addend. The loader works\n"
         "through the notes after it has mapped the segments. The first note for a page makes the page a copy of\n"
         "its own, so that the file in memory stays as it is.\n"),
    FILE("/doc/bss",
         "Variables that start as zero take no room in the file. Their segment is longer in memory than in the\n"
         "file; the rest is filled with zeros. Where the file's part ends in the middle of a page, the rest of\n"
         "that page holds whatever follows in the file, so the page is copied first and then cleared from there.\n"),
    FILE("/doc/relro",
         "Tables of pointers to functions are constant, but only after relocation. They are linked into pages of\n"
         "their own, and the loader takes the right to write away from those pages once all notes are done.\n"),
    FILE("/doc/tls",
         "A variable of which every CPU has its own copy lives at a distance from %fs. The kernel file has the\n"
         "first values, the template; the kernel copies it for each CPU and points %fs behind the copy.\n"),
    FILE("/etc/profile",
         "level info\n"
         "console serial0\n"
         "timer 100\n"
         "cat /etc/motd\n"),
};

const struct file *ramfs_find(const char *path) {
    for (usize i = 0; i < ARRAY_LEN(files); i++)
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    return 0;
}

void ramfs_list(void) {
    for (usize i = 0; i < ARRAY_LEN(files); i++)
        console_print("  %6lu  %s\n", files[i].size, files[i].path);
}
