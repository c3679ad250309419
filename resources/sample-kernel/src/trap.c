/* Exceptions: their names and what to do about each, the interrupt descriptor table, panic. */
#include "kernel.h"

struct __attribute__((packed)) gate {
    u16 offset_low, selector;
    u8 stack, type;
    u16 offset_middle;
    u32 offset_high, reserved;
};
static struct gate gates[256] __attribute__((aligned(16)));

static void trap_report(struct trap_frame *frame);
static void trap_ignore(struct trap_frame *frame) { (void)frame; }
static void trap_page_fault(struct trap_frame *frame) {
    u64 address;
    __asm__ volatile("mov %%cr2, %0" : "=r"(address));
    console_print("address %016lx: %s, %s, %s\n", address, frame->error & 1 ? "protection" : "not mapped",
                  frame->error & 2 ? "write" : "read", frame->error & 16 ? "fetch" : "data");
    trap_report(frame);
}

static const struct {
    const char *mnemonic, *name;
    void (*handle)(struct trap_frame *frame);
} exceptions[32] = {
    {"#DE", "divide error", trap_report},
    {"#DB", "debug", trap_ignore},
    {"NMI", "non-maskable interrupt", trap_ignore},
    {"#BP", "breakpoint", trap_ignore},
    {"#OF", "overflow", trap_report},
    {"#BR", "bound range exceeded", trap_report},
    {"#UD", "invalid opcode", trap_report},
    {"#NM", "device not available", trap_report},
    {"#DF", "double fault", trap_report},
    {"CSO", "coprocessor segment overrun", trap_report},
    {"#TS", "invalid task state segment", trap_report},
    {"#NP", "segment not present", trap_report},
    {"#SS", "stack-segment fault", trap_report},
    {"#GP", "general protection", trap_report},
    {"#PF", "page fault", trap_page_fault},
    [16] = {"#MF", "x87 floating-point error", trap_report},
    {"#AC", "alignment check", trap_report},
    {"#MC", "machine check", trap_report},
    {"#XM", "SIMD floating-point error", trap_report},
    {"#VE", "virtualisation exception", trap_report},
    {"#CP", "control protection", trap_report},
};

const char *exception_name(u64 vector) {
    return vector < 32 && exceptions[vector].name ? exceptions[vector].name : "interrupt";
}

static void trap_report(struct trap_frame *frame) {
    static const char *const names[] = {"r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8",
                                        "rbp", "rdi", "rsi", "rbx", "rdx", "rcx", "rax"};
    const u64 *values = &frame->r15;
    for (usize i = 0; i < ARRAY_LEN(names); i++)
        console_print("%-4s %016lx%s", names[i], values[i], i % 3 == 2 ? "\n" : "  ");
    panic("%s at %016lx, error %lx", exception_name(frame->vector), frame->rip, frame->error);
}

void trap_handle(struct trap_frame *frame) {
    cpu_count_interrupt();
    if (frame->vector < 32 && exceptions[frame->vector].handle)
        exceptions[frame->vector].handle(frame);
}

/*
 * One stub of 16 bytes a vector: it pushes a zero where the processor pushes no error code, then the vector,
 * so that every stack looks like struct trap_frame.
 */
__asm__(".text; .balign 16; .globl gate_stubs; .hidden gate_stubs; .type gate_stubs, @function; gate_stubs:\n"
        "vector = 0\n"
        ".rept 256\n"
        "  .balign 16\n"
        "  .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21)\n"
        "    push $0\n"
        "  .endif\n"
        "  push $vector\n"
        "  jmp gate_common\n"
        "  vector = vector + 1\n"
        ".endr\n"
        ".size gate_stubs, . - gate_stubs\n"
        ".type gate_common, @function\n"
        "gate_common:\n"
        "  push %rax; push %rcx; push %rdx; push %rbx; push %rsi; push %rdi; push %rbp; push %r8\n"
        "  push %r9; push %r10; push %r11; push %r12; push %r13; push %r14; push %r15\n"
        "  mov %rsp, %rdi; cld; call trap_handle\n"
        "  pop %r15; pop %r14; pop %r13; pop %r12; pop %r11; pop %r10; pop %r9\n"
        "  pop %r8; pop %rbp; pop %rdi; pop %rsi; pop %rbx; pop %rdx; pop %rcx; pop %rax\n"
        "  add $16, %rsp; iretq\n"
        ".size gate_common, . - gate_common\n");
extern const u8 gate_stubs[256][16];

void trap_init(void) {
    u16 selector;
    __asm__("mov %%cs, %0" : "=r"(selector));
    for (u32 vector = 0; vector < ARRAY_LEN(gates); vector++) {
        u64 entry = (u64)gate_stubs[vector];
        gates[vector] = (struct gate){(u16)entry, selector, 0, 0x8e, (u16)(entry >> 16), (u32)(entry >> 32), 0};
    }
    struct __attribute__((packed)) {
        u16 limit;
        u64 base;
    } pointer = {sizeof(gates) - 1, (u64)gates};
    __asm__ volatile("lidt %0" ::"m"(pointer));
}

void NORETURN halt_forever(void) {
    for (;;)
        __asm__ volatile("cli; hlt");
}

void NORETURN panic(const char *format, ...) {
    va_list args;
    console_print("\nkernel panic on cpu%u: ", cpu_id());
    __builtin_va_start(args, format);
    console_vprint(format, args);
    __builtin_va_end(args);
    console_print("\n");
    halt_forever();
}
