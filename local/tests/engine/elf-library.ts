/** An import of a library made by `buildElfLibrary`: `symbol` at `version` of `file`. */
export interface Import {
  readonly symbol: string;
  readonly version: string;
  readonly file: string;
}

export interface ElfLibrary {
  /** The versions asked of each file, whether an import uses them or not. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly imports: readonly Import[];
  /** Dynamic entries to leave out. */
  readonly without?: readonly number[];
}

const ADDRESS_OF_FILE = 0x40_0000;

/** The smallest shared library whose imports a loader could read: headers, the symbol tables and nothing to run. */
export function buildElfLibrary({ needs, imports, without = [] }: ElfLibrary): Buffer {
  const strings = stringTable();
  const files = Object.entries(needs);
  const versionIndex = new Map(
    files.flatMap(([file, versions]) => versions.map((version) => `${file} ${version}`)).map((key, i) => [key, i + 2]),
  );

  const symbols = Buffer.alloc(24 * (imports.length + 1));
  const versionIndices = Buffer.alloc(2 * (imports.length + 1));
  imports.forEach(({ symbol, version, file }, i) => {
    symbols.writeUInt32LE(strings.add(symbol), 24 * (i + 1));
    versionIndices.writeUInt16LE(versionIndex.get(`${file} ${version}`)!, 2 * (i + 1));
  });

  const versionNeeds = Buffer.concat(
    files.map(([file, versions], i) => {
      const need = Buffer.alloc(16 * (1 + versions.length));
      need.writeUInt16LE(1, 0);
      need.writeUInt16LE(versions.length, 2);
      need.writeUInt32LE(strings.add(file), 4);
      need.writeUInt32LE(16, 8);
      need.writeUInt32LE(i === files.length - 1 ? 0 : need.length, 12);
      versions.forEach((version, v) => {
        const at = 16 * (v + 1);
        need.writeUInt16LE(versionIndex.get(`${file} ${version}`)!, at + 6);
        need.writeUInt32LE(strings.add(version), at + 8);
        need.writeUInt32LE(v === versions.length - 1 ? 0 : 16, at + 12);
      });
      return need;
    }),
  );

  const gnuHash = Buffer.alloc(16);
  gnuHash.writeUInt32LE(imports.length + 1, 4);
  return assemble(
    new Map([
      [5, strings.bytes()],
      [6, symbols],
      [0x6ffffef5, gnuHash],
      [0x6ffffff0, versionIndices],
      [0x6ffffffe, versionNeeds],
    ]),
    without,
  );
}

function stringTable() {
  let content = '\0';
  return {
    add(text: string): number {
      const at = content.length;
      content += `${text}\0`;
      return at;
    },
    bytes: () => Buffer.from(content, 'latin1'),
  };
}

function assemble(sections: Map<number, Buffer>, without: readonly number[]): Buffer {
  const headers = Buffer.alloc(64 + 2 * 56);
  const dynamic = Buffer.alloc(16 * (sections.size + 1));
  let offset = headers.length + dynamic.length;
  [...sections].forEach(([tag, bytes], i) => {
    if (!without.includes(tag)) {
      dynamic.writeBigUInt64LE(BigInt(tag), 16 * i);
      dynamic.writeBigUInt64LE(BigInt(ADDRESS_OF_FILE + offset), 16 * i + 8);
    }
    offset += bytes.length;
  });

  headers.write('\x7fELF\x02\x01', 0, 'latin1');
  headers.writeBigUInt64LE(64n, 32);
  headers.writeUInt16LE(56, 54);
  headers.writeUInt16LE(2, 56);
  const segment = (at: number, type: number, start: number, size: number) => {
    headers.writeUInt32LE(type, at);
    headers.writeBigUInt64LE(BigInt(start), at + 8);
    headers.writeBigUInt64LE(BigInt(ADDRESS_OF_FILE + start), at + 16);
    headers.writeBigUInt64LE(BigInt(size), at + 32);
  };
  segment(64, 1, 0, offset);
  segment(64 + 56, 2, headers.length, dynamic.length);
  return Buffer.concat([headers, dynamic, ...sections.values()]);
}
