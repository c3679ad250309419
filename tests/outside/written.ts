import type { ImagePlan } from '../../main/engine/export/image-reader';

/** The file that an export writes. */
export function written(plan: ImagePlan): Uint8Array {
  const file = new Uint8Array(plan.size);
  for (const { position, bytes } of plan.chunks()) file.set(bytes, position);
  return file;
}
