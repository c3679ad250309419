/* Entry point, and the configuration that the bootloader reads before it loads the kernel. */
#include "kernel.h"

/*
 * The section `.bootloader-config`: 124 bytes as crate bootloader_api 0.11.8 serialises
 * `BootloaderConfig { mappings: Mappings { physical_memory: Some(Dynamic), ..default }, ..default }`.
 */
struct __attribute__((packed)) mapping {
    u8 fixed;
    u64 address;
};
struct __attribute__((packed)) optional_mapping {
    u8 present;
    struct mapping mapping;
};
struct __attribute__((packed)) optional_number {
    u8 present;
    u64 value;
};
struct __attribute__((packed)) bootloader_config {
    u8 uuid[16];
    u16 version_major, version_minor, version_patch;
    u8 pre_release;
    u64 kernel_stack_size;
    struct mapping kernel_stack, boot_info, framebuffer;
    struct optional_mapping physical_memory, page_table_recursive;
    u8 aslr;
    struct optional_number dynamic_range_start, dynamic_range_end;
    struct mapping ramdisk_memory;
    struct optional_number minimum_framebuffer_height, minimum_framebuffer_width;
};
_Static_assert(sizeof(struct bootloader_config) == 124, "bootloader_api 0.11.8 writes 124 bytes");

#define DYNAMIC {0, 0}

__attribute__((section(".bootloader-config"), used)) static const struct bootloader_config config = {
    .uuid = {0x74, 0x3c, 0xa9, 0x61, 0x09, 0x36, 0x46, 0xa0, 0xbb, 0x55, 0x5c, 0x15, 0x89, 0x15, 0x25, 0x3d},
    .version_major = 0,
    .version_minor = 11,
    .version_patch = 8,
    .kernel_stack_size = 80 * 1024,
    .kernel_stack = DYNAMIC,
    .boot_info = DYNAMIC,
    .framebuffer = DYNAMIC,
    .physical_memory = {1, DYNAMIC},
    .ramdisk_memory = DYNAMIC,
};

static const char *const banner[] = {
    "  ___                 _     _  __                  _ ",
    " / __| __ _ _ __  _ _| |___| |/ /___ _ _ _ _  ___ | |",
    " \\__ \\/ _` | '  \\| '_ \\ / -_) ' </ -_) '_| ' \\/ -_)| |",
    " |___/\\__,_|_|_|_| .__/_\\___|_|\\_\\___|_| |_||_\\___||_|",
    "                 |_|     a kernel to be looked at    ",
};

/* Set by the boot CPU, read by the shell's `info`. */
const void *boot_info_address;

/* The bootloader jumps here with a stack, paging on, interrupts off, and the boot info in %rdi. */
void NORETURN _start(const void *boot_info) {
    boot_info_address = boot_info;
    cpu_init(0);
    trap_init();
    heap_init();
    devices_probe();
    for (usize i = 0; i < ARRAY_LEN(banner); i++)
        console_print("%s\n", banner[i]);
    log_info("boot info at %p, stack of %lu KiB", boot_info, (unsigned long)config.kernel_stack_size / 1024);
    cpu_describe();
    shell_run();
}
