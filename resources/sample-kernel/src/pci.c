/* The PCI bus by configuration mechanism 1, with the classes' names. */
#include "kernel.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc

static const struct {
    u8 class, subclass;
    const char *name;
} classes[] = {
    {0x00, 0x00, "unclassified device"},    {0x00, 0x01, "VGA compatible unclassified"},
    {0x01, 0x00, "SCSI controller"},        {0x01, 0x01, "IDE controller"},
    {0x01, 0x02, "floppy controller"},      {0x01, 0x03, "IPI bus controller"},
    {0x01, 0x04, "RAID controller"},        {0x01, 0x05, "ATA controller"},
    {0x01, 0x06, "SATA controller"},        {0x01, 0x07, "serial attached SCSI"},
    {0x01, 0x08, "non-volatile memory"},    {0x02, 0x00, "ethernet controller"},
    {0x02, 0x01, "token ring controller"},  {0x02, 0x02, "FDDI controller"},
    {0x02, 0x03, "ATM controller"},         {0x02, 0x04, "ISDN controller"},
    {0x02, 0x07, "InfiniBand controller"},  {0x02, 0x08, "fabric controller"},
    {0x03, 0x00, "VGA controller"},         {0x03, 0x01, "XGA controller"},
    {0x03, 0x02, "3D controller"},          {0x04, 0x00, "video device"},
    {0x04, 0x01, "audio device"},           {0x04, 0x02, "telephony device"},
    {0x04, 0x03, "high definition audio"},  {0x05, 0x00, "RAM controller"},
    {0x05, 0x01, "flash controller"},       {0x06, 0x00, "host bridge"},
    {0x06, 0x01, "ISA bridge"},             {0x06, 0x02, "EISA bridge"},
    {0x06, 0x03, "MCA bridge"},             {0x06, 0x04, "PCI bridge"},
    {0x06, 0x05, "PCMCIA bridge"},          {0x06, 0x06, "NuBus bridge"},
    {0x06, 0x07, "CardBus bridge"},         {0x06, 0x08, "RACEway bridge"},
    {0x06, 0x09, "semi-transparent bridge"}, {0x06, 0x0a, "InfiniBand bridge"},
    {0x07, 0x00, "serial controller"},      {0x07, 0x01, "parallel controller"},
    {0x07, 0x02, "multiport serial"},       {0x07, 0x03, "modem"},
    {0x07, 0x04, "GPIB controller"},        {0x07, 0x05, "smart card controller"},
    {0x08, 0x00, "interrupt controller"},   {0x08, 0x01, "DMA controller"},
    {0x08, 0x02, "timer"},                  {0x08, 0x03, "real-time clock"},
    {0x08, 0x04, "hot-plug controller"},    {0x08, 0x05, "SD host controller"},
    {0x08, 0x06, "IOMMU"},                  {0x09, 0x00, "keyboard controller"},
    {0x09, 0x01, "digitizer"},              {0x09, 0x02, "mouse controller"},
    {0x09, 0x03, "scanner controller"},     {0x09, 0x04, "game port"},
    {0x0a, 0x00, "docking station"},        {0x0b, 0x00, "i386 processor"},
    {0x0b, 0x01, "i486 processor"},         {0x0b, 0x02, "Pentium processor"},
    {0x0b, 0x40, "coprocessor"},            {0x0c, 0x00, "FireWire controller"},
    {0x0c, 0x01, "ACCESS bus controller"},  {0x0c, 0x02, "SSA controller"},
    {0x0c, 0x03, "USB controller"},         {0x0c, 0x04, "fibre channel"},
    {0x0c, 0x05, "SMBus controller"},       {0x0c, 0x06, "InfiniBand host"},
    {0x0c, 0x07, "IPMI interface"},         {0x0c, 0x08, "SERCOS interface"},
    {0x0c, 0x09, "CAN bus controller"},     {0x0d, 0x00, "iRDA controller"},
    {0x0d, 0x01, "consumer infrared"},      {0x0d, 0x10, "radio controller"},
    {0x0d, 0x11, "Bluetooth controller"},   {0x0d, 0x12, "broadband controller"},
    {0x0d, 0x20, "802.11a controller"},     {0x0d, 0x21, "802.11b controller"},
    {0x0e, 0x00, "I2O controller"},         {0x0f, 0x01, "satellite television"},
    {0x10, 0x00, "network encryption"},     {0x10, 0x10, "entertainment encryption"},
    {0x11, 0x00, "data acquisition"},       {0x12, 0x00, "processing accelerator"},
};

const char *pci_class_name(u8 class, u8 subclass) {
    for (usize i = 0; i < ARRAY_LEN(classes); i++)
        if (classes[i].class == class && classes[i].subclass == subclass)
            return classes[i].name;
    return "unknown class";
}

static u32 config_read(u32 bus, u32 slot, u32 function, u32 offset) {
    out32(PCI_ADDRESS, 0x80000000u | bus << 16 | slot << 11 | function << 8 | (offset & 0xfc));
    return in32(PCI_DATA);
}

static void list_function(u32 bus, u32 slot, u32 function) {
    u32 id = config_read(bus, slot, function, 0);
    if ((id & 0xffff) == 0xffff)
        return;
    u32 class = config_read(bus, slot, function, 8);
    console_print("  %02x:%02x.%u  %04x:%04x  %s\n", bus, slot, function, id & 0xffff, id >> 16,
                  pci_class_name((u8)(class >> 24), (u8)(class >> 16)));
}

void pci_list(void) {
    for (u32 bus = 0; bus < 256; bus++) {
        for (u32 slot = 0; slot < 32; slot++) {
            u32 functions = config_read(bus, slot, 0, 12) & 0x800000 ? 8 : 1;
            for (u32 function = 0; function < functions; function++)
                list_function(bus, slot, function);
        }
    }
}
