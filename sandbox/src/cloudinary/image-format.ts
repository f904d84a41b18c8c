export const MEDIA_TYPES = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
} as const;

export type ImageFormat = keyof typeof MEDIA_TYPES;

/** The format of a name or media type: `jpg`, `jpeg` and `image/jpeg` are all `jpg`. */
export function imageFormat(name: string): ImageFormat | undefined {
  const short = name.toLowerCase().replace(/^image\//, '');
  const format = short === 'jpeg' ? 'jpg' : short;
  return isImageFormat(format) ? format : undefined;
}

function isImageFormat(name: string): name is ImageFormat {
  return Object.hasOwn(MEDIA_TYPES, name);
}
