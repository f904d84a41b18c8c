/** A shared library that is not what this code was written for; it is left alone. */
export class UnexpectedElfError extends Error {}

/** The dynamic section's tags that matter for symbol versions (ELF gABI; GNU extensions from `elf.h`). */
const TAG = {
  stringTable: 5,
  symbolTable: 6,
  gnuHash: 0x6ffffef5,
  versionIndices: 0x6ffffff0,
  versionNeeds: 0x6ffffffe,
};

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const SYMBOL_BYTES = 24;

/** A symbol version that a library asks another one for, `GLIBC_2.38` of `libc.so.6`. */
export interface NeededVersion {
  readonly name: string;
  /** What the symbols bound to it carry in the version table. */
  readonly index: number;
  readonly flagsOffset: number;
}

export interface NeededLibrary {
  readonly file: string;
  readonly versions: readonly NeededVersion[];
}

/** A symbol that another library must provide. The offsets say where in the file its name and version are chosen. */
export interface ImportedSymbol {
  readonly name: string;
  readonly nameOffset: number;
  readonly nameReferenceOffset: number;
  readonly versionIndex: number;
  readonly versionIndexOffset: number;
}

/**
 * Reads what a 64-bit little-endian ELF shared library imports from others.
 *
 * @throws UnexpectedElfError when it is something else, or lacks one of the tables.
 */
export class ElfImage {
  readonly #bytes: Buffer;
  readonly #segments: { offset: number; address: number; size: number }[] = [];
  readonly #dynamic = new Map<number, number>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const [elf64, littleEndian] = [2, 1];
    if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== elf64 || bytes[5] !== littleEndian) {
      throw new UnexpectedElfError('It is not a 64-bit little-endian ELF file.');
    }
    this.#readProgramHeaders();
  }

  neededLibraries(): NeededLibrary[] {
    const first = this.#offsetOf(TAG.versionNeeds);
    return this.#chain(first, 12).map((need) => ({
      file: this.#string(this.#bytes.readUInt32LE(need + 4)),
      versions: this.#chain(need + this.#bytes.readUInt32LE(need + 8), 12).map((version) => ({
        name: this.#string(this.#bytes.readUInt32LE(version + 8)),
        index: this.#bytes.readUInt16LE(version + 6),
        flagsOffset: version + 4,
      })),
    }));
  }

  importedSymbols(): ImportedSymbol[] {
    const strings = this.#offsetOf(TAG.stringTable);
    const symbols = this.#offsetOf(TAG.symbolTable);
    const versions = this.#offsetOf(TAG.versionIndices);
    // The GNU hash table covers the exported symbols, which are sorted behind all imported ones.
    const firstExported = this.#bytes.readUInt32LE(this.#offsetOf(TAG.gnuHash) + 4);
    const hidden = 0x8000;
    return Array.from({ length: firstExported }, (_, index) => {
      const nameReferenceOffset = symbols + index * SYMBOL_BYTES;
      const versionIndexOffset = versions + index * 2;
      const name = this.#bytes.readUInt32LE(nameReferenceOffset);
      return {
        name: this.#string(name),
        nameOffset: strings + name,
        nameReferenceOffset,
        versionIndex: this.#bytes.readUInt16LE(versionIndexOffset) & ~hidden,
        versionIndexOffset,
      };
    });
  }

  /** Offsets of linked records, each of which holds the distance to the next one, 0 in the last. */
  #chain(first: number, distanceAt: number): number[] {
    const offsets = [first];
    let distance = this.#bytes.readUInt32LE(first + distanceAt);
    for (let at = first; distance > 0; distance = this.#bytes.readUInt32LE(at + distanceAt)) {
      at += distance;
      offsets.push(at);
    }
    return offsets;
  }

  #readProgramHeaders(): void {
    const table = this.#word(32);
    const entryBytes = this.#bytes.readUInt16LE(54);
    const count = this.#bytes.readUInt16LE(56);
    for (let header = table; header < table + count * entryBytes; header += entryBytes) {
      const type = this.#bytes.readUInt32LE(header);
      const segment = {
        offset: this.#word(header + 8),
        address: this.#word(header + 16),
        size: this.#word(header + 32),
      };
      if (type === PT_LOAD) this.#segments.push(segment);
      if (type === PT_DYNAMIC) this.#readDynamic(segment.offset, segment.size);
    }
  }

  #readDynamic(offset: number, size: number): void {
    for (let entry = offset; entry < offset + size; entry += 16) {
      this.#dynamic.set(this.#word(entry), this.#word(entry + 8));
    }
  }

  #tag(tag: number): number {
    const value = this.#dynamic.get(tag);
    if (value === undefined) throw new UnexpectedElfError(`It has no dynamic entry 0x${tag.toString(16)}.`);
    return value;
  }

  /** Dynamic entries hold addresses in memory; the file holds the same bytes at the segment's offset. */
  #offsetOf(tag: number): number {
    const address = this.#tag(tag);
    const segment = this.#segments.find((s) => address >= s.address && address < s.address + s.size);
    if (segment === undefined) throw new UnexpectedElfError(`No segment holds the address of 0x${tag.toString(16)}.`);
    return segment.offset + address - segment.address;
  }

  #string(reference: number): string {
    const start = this.#offsetOf(TAG.stringTable) + reference;
    return this.#bytes.toString('latin1', start, this.#bytes.indexOf(0, start));
  }

  /** 64-bit fields of a file below 2^53 bytes. */
  #word(offset: number): number {
    return Number(this.#bytes.readBigUInt64LE(offset));
  }
}
