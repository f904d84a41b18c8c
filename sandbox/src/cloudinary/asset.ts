import { signatureOf } from './request-signature.ts';
import type { ImageFormat } from './image-format.ts';

/** An uploaded image, as it is kept. Sizes in pixels as seen, that is after its EXIF orientation. */
export interface Asset {
  asset_id: string;
  public_id: string;
  /** Unix time in seconds, and more than the version that it replaced. */
  version: number;
  version_id: string;
  width: number;
  height: number;
  format: ImageFormat;
  pages: number;
  alpha: boolean;
  created_at: string;
  tags: string[];
  context: Record<string, string>;
  asset_folder: string;
  display_name: string;
  original_filename: string;
  bytes: number;
  /** MD5 of the content, in hexadecimal. */
  etag: string;
  /** SHA-256 of the content, in hexadecimal. */
  content: string;
  /** The name of the original's file. */
  file: string;
}

interface Cloud {
  cloudName: string;
  publicUrl: string;
  apiKey: string;
  apiSecret: string;
}

/** The reply to an upload; see https://cloudinary.com/documentation/image_upload_api_reference#upload_response */
export function uploadReply(asset: Asset, { cloudName, publicUrl, apiKey, apiSecret }: Cloud) {
  const { public_id, version, context, content: _content, file: _file, alpha: _alpha, ...described } = asset;
  const segments = public_id.split('/').map(encodeURIComponent).join('/');
  const url = `${publicUrl}/${cloudName}/image/upload/v${version}/${segments}.${asset.format}`;
  const signed: [string, string][] = [
    ['public_id', public_id],
    ['version', version.toString()],
  ];
  return {
    ...described,
    public_id,
    version,
    signature: signatureOf(signed, apiSecret),
    resource_type: 'image',
    type: 'upload',
    placeholder: false,
    access_mode: 'public',
    url,
    secure_url: url,
    api_key: apiKey,
    ...(Object.keys(context).length > 0 && { context: { custom: context } }),
  };
}
