/* The CPU: its own variables (TLS), its features by name, its model-specific registers by name. */
#include "kernel.h"

#define MSR_FS_BASE 0xc0000100u

/* The TLS template as linked, from the linker script. */
extern const u8 __tls_start[], __tls_data_end[], __tls_end[];

/* One area a CPU: its copy of the template, then the thread pointer that %fs points at. */
static u8 tls_areas[MAX_CPUS][1024] __attribute__((aligned(64)));
/* Stacks for interrupts, one a CPU. */
static u8 interrupt_stacks[MAX_CPUS][64 * 1024] __attribute__((aligned(64)));

static PER_CPU u32 this_cpu = 0xffffffff;
static PER_CPU u64 interrupts_seen;
static PER_CPU const char *cpu_state = 0;
static PER_CPU u8 *interrupt_stack_top;
static PER_CPU char cpu_name[32] = "unknown";

static const char *const features_edx[32] = {
    "fpu", "vme", "de", "pse", "tsc", "msr", "pae", "mce", "cx8", "apic", 0, "sep", "mtrr", "pge", "mca", "cmov",
    "pat", "pse36", "psn", "clfsh", 0, "ds", "acpi", "mmx", "fxsr", "sse", "sse2", "ss", "htt", "tm", 0, "pbe",
};
static const char *const features_ecx[32] = {
    "sse3", "pclmulqdq", "dtes64", "monitor", "ds-cpl", "vmx", "smx", "est", "tm2", "ssse3", "cnxt-id", "sdbg",
    "fma", "cx16", "xtpr", "pdcm", 0, "pcid", "dca", "sse4.1", "sse4.2", "x2apic", "movbe", "popcnt",
    "tsc-deadline", "aes", "xsave", "osxsave", "avx", "f16c", "rdrand", "hypervisor",
};
static const struct {
    u32 number;
    const char *name;
} registers[] = {
    {0x10, "TSC"},           {0x1b, "APIC_BASE"},  {0x3a, "FEATURE_CONTROL"}, {0xfe, "MTRRCAP"},
    {0x174, "SYSENTER_CS"},  {0x175, "SYSENTER_ESP"}, {0x176, "SYSENTER_EIP"}, {0x179, "MCG_CAP"},
    {0x1a0, "MISC_ENABLE"},  {0x277, "PAT"},       {0x2ff, "MTRR_DEF_TYPE"},  {0xc0000080, "EFER"},
    {0xc0000081, "STAR"},    {0xc0000082, "LSTAR"}, {0xc0000083, "CSTAR"},    {0xc0000084, "FMASK"},
    {0xc0000100, "FS_BASE"}, {0xc0000101, "GS_BASE"}, {0xc0000102, "KERNEL_GS_BASE"}, {0xc0000103, "TSC_AUX"},
};

static void cpuid(u32 leaf, u32 out[4]) {
    __asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(0));
}

/* Copies the TLS template for this CPU and points %fs behind it, where the ABI wants the thread pointer. */
void cpu_init(u32 id) {
    u8 *area = tls_areas[id];
    usize size = (usize)(__tls_end - __tls_start), data = (usize)(__tls_data_end - __tls_start);
    u8 *thread_pointer = area + ((size + 63) & ~63ul);
    memcpy(thread_pointer - size, __tls_start, data);
    memset(thread_pointer - size + data, 0, size - data);
    *(u8 **)thread_pointer = thread_pointer;
    write_msr(MSR_FS_BASE, (u64)thread_pointer);
    this_cpu = id;
    cpu_state = "running";
    interrupt_stack_top = interrupt_stacks[id] + sizeof(interrupt_stacks[id]);
}

u32 cpu_id(void) { return this_cpu; }
u64 cpu_count_interrupt(void) { return ++interrupts_seen; }

static void print_features(u32 bits, const char *const names[32]) {
    for (u32 i = 0; i < 32; i++)
        if ((bits >> i & 1) && names[i])
            console_print("%s ", names[i]);
}

void cpu_describe(void) {
    u32 out[4];
    cpuid(0, out);
    memcpy(cpu_name, &out[1], 4);
    memcpy(cpu_name + 4, &out[3], 4);
    memcpy(cpu_name + 8, &out[2], 4);
    cpu_name[12] = 0;
    cpuid(1, out);
    log_info("%s, family %u, model %u, %s, interrupt stack below %p", cpu_name, out[0] >> 8 & 15, out[0] >> 4 & 15,
             cpu_state, (void *)interrupt_stack_top);
    print_features(out[3], features_edx);
    print_features(out[2], features_ecx);
    console_print("\n");
    for (usize i = 0; i < ARRAY_LEN(registers); i++)
        if (registers[i].number >= 0xc0000080)
            console_print("  %-16s %016lx\n", registers[i].name, read_msr(registers[i].number));
}
