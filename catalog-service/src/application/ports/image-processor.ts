/** An image that is safe to show: decoded and encoded again, without anything that was not a pixel. */
export interface PreparedImage {
  /** The same for the same uploaded bytes: 32 hexadecimal digits. */
  readonly id: string;
  readonly bytes: Uint8Array;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Why a file is refused: it is no JPEG, PNG, WebP or AVIF, or it claims to be one and cannot be decoded. */
export type ImageFault = 'not-an-image' | 'broken';

export interface ImageProcessor {
  prepare(bytes: Uint8Array): Promise<PreparedImage | ImageFault>;
}
