#!/bin/sh
# Builds the sample kernel.
#
#   ./build.sh           writes sample-kernel.elf beside this script
#   ./build.sh --check   builds elsewhere and compares with the committed file
#
# Needs gcc and GNU ld for x86-64. The committed file was built with Debian 12's gcc 12.2.0 and ld 2.40;
# the same versions give the same bytes, other versions a kernel that is as good but not identical.
set -eu
cd "$(dirname "$0")"

CC=${CC:-gcc}
LD=${LD:-ld}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

flags="-std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding -fpie -fvisibility=hidden -ftls-model=local-exec
  -fno-stack-protector -fno-asynchronous-unwind-tables -fno-ident -fcf-protection=none -fno-common
  -fno-tree-loop-distribute-patterns -mno-red-zone -mgeneral-regs-only -fno-merge-constants"

objects=
for name in boot string format heap log device cpu trap pci ramfs shell; do
  # shellcheck disable=SC2086
  "$CC" $flags -c "src/$name.c" -o "$work/$name.o"
  objects="$objects $work/$name.o"
done
# shellcheck disable=SC2086
"$LD" -pie --no-dynamic-linker -T kernel.ld -z max-page-size=4096 -z relro -z common-page-size=4096 -z text --build-id=none \
  --no-warn-rwx-segments --hash-style=gnu -o "$work/sample-kernel.elf" $objects

if [ "${1-}" = --check ]; then
  cmp "$work/sample-kernel.elf" sample-kernel.elf
  echo "sample-kernel.elf is what the source builds to"
else
  cp "$work/sample-kernel.elf" sample-kernel.elf
  ls -l sample-kernel.elf
fi
