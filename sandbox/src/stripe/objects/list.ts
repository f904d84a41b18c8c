export interface List<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly url: string;
}

export function list<T>(url: string, data: readonly T[], hasMore = false): List<T> {
  return { object: 'list', data, has_more: hasMore, url };
}
