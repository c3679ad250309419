/* A first-fit heap over 2 MiB of bss: blocks carry their size, free neighbours are joined. */
#include "kernel.h"

#define HEAP_SIZE (2ul << 20)
#define ALIGNMENT 16ul

struct block {
    usize size; /* of the payload, in bytes */
    struct block *next;
    u32 used;
    u32 magic;
};
#define BLOCK_MAGIC 0x6b636c62u /* "blck" */

static u8 heap[HEAP_SIZE] __attribute__((aligned(64)));
static struct block *first;

void heap_init(void) {
    first = (struct block *)heap;
    *first = (struct block){HEAP_SIZE - sizeof(struct block), 0, 0, BLOCK_MAGIC};
}

static void split(struct block *block, usize size) {
    if (block->size < size + sizeof(struct block) + ALIGNMENT)
        return;
    struct block *rest = (struct block *)((u8 *)(block + 1) + size);
    *rest = (struct block){block->size - size - sizeof(struct block), block->next, 0, BLOCK_MAGIC};
    block->size = size;
    block->next = rest;
}

void *heap_allocate(usize size) {
    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    for (struct block *block = first; block; block = block->next) {
        if (block->used || block->size < size)
            continue;
        split(block, size);
        block->used = 1;
        return block + 1;
    }
    return 0;
}

static void join_free_neighbours(void) {
    for (struct block *block = first; block && block->next;) {
        if (!block->used && !block->next->used) {
            block->size += sizeof(struct block) + block->next->size;
            block->next = block->next->next;
        } else {
            block = block->next;
        }
    }
}

void heap_free(void *payload) {
    if (!payload)
        return;
    struct block *block = (struct block *)payload - 1;
    if (block->magic != BLOCK_MAGIC || !block->used)
        panic("heap: %p is not an allocated block", payload);
    block->used = 0;
    join_free_neighbours();
}

struct heap_stats heap_stats(void) {
    struct heap_stats stats = {.size = HEAP_SIZE};
    for (struct block *block = first; block; block = block->next) {
        stats.blocks++;
        if (block->used)
            stats.used += block->size;
    }
    return stats;
}
