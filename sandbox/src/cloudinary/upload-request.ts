import { randomBytes } from 'node:crypto';
import { CloudinaryError } from './cloudinary-error.ts';
import { imageFormat } from './image-format.ts';

/** The parameters of an upload, checked. */
export interface UploadRequest {
  publicId: string;
  overwrite: boolean;
  tags: string[];
  context: Record<string, string>;
  assetFolder: string;
  displayName: string;
  /** Null where any format is welcome. */
  allowedFormats: string[] | null;
  filename: string | null;
}

const CREDENTIAL_FIELDS = ['api_key', 'signature', 'timestamp'];
const KNOWN_FIELDS = new Set([
  ...CREDENTIAL_FIELDS,
  'allowed_formats',
  'asset_folder',
  'context',
  'display_name',
  'filename_override',
  'folder',
  'invalidate',
  'overwrite',
  'public_id',
  'tags',
  'type',
]);
/** They choose a public id where none is given, and mean nothing otherwise. */
const NAMING_FIELDS = new Set(['unique_filename', 'use_filename']);
const MAX_PUBLIC_ID_LENGTH = 255;

/** @throws CloudinaryError 400 for a wrong parameter, and for one that the sandbox would have to ignore */
export function parseUpload(fields: Map<string, string>): UploadRequest {
  const publicId = publicIdOf(fields);
  for (const name of fields.keys()) {
    if (KNOWN_FIELDS.has(name) || (NAMING_FIELDS.has(name) && fields.has('public_id'))) continue;
    throw new CloudinaryError(400, `The sandbox does not support the upload parameter ${name}: leave it out`);
  }
  refuseOtherTypes(fields);
  return {
    publicId,
    overwrite: !['0', 'false'].includes(fields.get('overwrite') ?? ''),
    tags: commaSeparated(fields.get('tags')),
    context: contextOf(fields.get('context') ?? ''),
    assetFolder: fields.get('asset_folder') ?? fields.get('folder') ?? '',
    displayName: fields.get('display_name') ?? publicId.slice(publicId.lastIndexOf('/') + 1),
    allowedFormats: fields.has('allowed_formats')
      ? commaSeparated(fields.get('allowed_formats')).map((name) => imageFormat(name) ?? name)
      : null,
    filename: fields.get('filename_override') ?? null,
  };
}

/** @throws CloudinaryError 400 without a valid `public_id` */
export function parseDestroy(fields: Map<string, string>): string {
  const publicId = fields.get('public_id');
  if (publicId === undefined) throw new CloudinaryError(400, 'Missing required parameter - public_id');
  refuseOtherTypes(fields);
  return validPublicId(publicId);
}

function publicIdOf(fields: Map<string, string>): string {
  const name = fields.get('public_id') ?? randomBytes(10).toString('hex');
  const folder = fields.get('folder') ?? '';
  return validPublicId(folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`);
}

function validPublicId(publicId: string): string {
  const segments = publicId.split('/');
  const valid =
    publicId.length <= MAX_PUBLIC_ID_LENGTH &&
    !/[?&#\\%<>+\p{Cc}]/u.test(publicId) &&
    segments.every((segment) => segment.trim() === segment && !['', '.', '..'].includes(segment));
  if (!valid) throw new CloudinaryError(400, `public_id (${publicId}) is invalid`);
  return publicId;
}

function refuseOtherTypes(fields: Map<string, string>): void {
  const type = fields.get('type') ?? 'upload';
  if (type !== 'upload') throw new CloudinaryError(400, `The sandbox keeps the type upload only, not ${type}`);
}

function commaSeparated(value = ''): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `alt=A red shoe|caption=50\=50` with `\` before a literal `=` or `|`. */
function contextOf(value: string): Record<string, string> {
  const pairs = value.split(/(?<!\\)\|/).filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...rest] = pair.split(/(?<!\\)=/);
      return [unescaped(name), unescaped(rest.join('='))];
    }),
  );
}

function unescaped(text: string): string {
  return text.replace(/\\([=|])/g, '$1');
}
