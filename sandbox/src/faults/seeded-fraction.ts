/**
 * The `turn`th number of the sequence `stream` of `seed`, from 0 up to but not including 1: SplitMix32 with its counter given,
 * so that nothing but the turn has to be remembered.
 */
export function seededFraction(seed: number, stream: number, turn: number): number {
  const start = mixed(seed ^ Math.imul(stream + 1, 0x85eb_ca6b));
  return mixed(start + Math.imul(turn + 1, 0x9e37_79b9)) / 2 ** 32;
}

/** Spreads a change of any bit over all 32 (https://github.com/skeeto/hash-prospector, lowbias32). */
function mixed(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb_352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846c_a68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
