/** A name for addresses, made of a product's name; of its id where the name has no Latin letter. */
export function slugOf(name: string, id: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words === null ? `product-${id.slice(-12)}` : words.join('-').slice(0, 100).replace(/-$/, '');
}
