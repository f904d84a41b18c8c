export type Motif = 'cup' | 'bowl' | 'lantern' | 'rug' | 'vase' | 'bag';

export interface DemoCategory {
  readonly slug: string;
  readonly name: string;
  readonly motif: Motif;
  /** Hue of its pictures, in degrees. */
  readonly hue: number;
  /** One sentence that is true of everything in it. */
  readonly about: string;
  /** Names of the variants, each with what it costs more than the first one, in cents. */
  readonly variants: readonly (readonly [name: string, surcharge: number])[];
  readonly products: readonly DemoProduct[];
}

export interface DemoProduct {
  readonly name: string;
  readonly text: string;
  /** Of the first variant, in cents. */
  readonly price: number;
}

const product = (name: string, price: number, text: string): DemoProduct => ({ name, price, text });

/** What the demonstration shop sells: 6 categories with 10 products each. */
export const DEMO_CATALOG: readonly DemoCategory[] = [
  {
    slug: 'tea',
    name: 'Tea',
    motif: 'cup',
    hue: 130,
    about: 'Loose leaves from small gardens, packed within a month of the harvest.',
    variants: [
      ['100 g', 0],
      ['250 g', 1400],
    ],
    products: [
      product('Gunpowder Green', 890, 'Tightly rolled pearls that open into a bright, smoky cup.'),
      product('Moroccan Mint', 950, 'Green tea with spearmint, made to be poured from high above.'),
      product('Ceylon Sunrise', 1150, 'A brisk black tea from the highlands, lovely with milk.'),
      product('Silver Needle', 2490, 'White buds picked on two mornings of the year.'),
      product('Lapsang Hearth', 1290, 'Dried over pinewood; tastes of a camp fire.'),
      product('Jasmine Night', 1390, 'Scented seven times with blossoms that open after dusk.'),
      product('Desert Chamomile', 790, 'Whole flowers, honey-sweet, without caffeine.'),
      product('Assam Caravan', 990, 'Malty and dark, strong enough for a long road.'),
      product('Oolong of the Cliffs', 1890, 'Half oxidised, roasted over charcoal, good for six infusions.'),
      product('Rooibos Saffron', 1090, 'Red bush with threads of saffron and orange peel.'),
    ],
  },
  {
    slug: 'spices',
    name: 'Spices',
    motif: 'bowl',
    hue: 28,
    about: 'Whole or freshly ground, in tins that keep the light out.',
    variants: [
      ['50 g', 0],
      ['200 g', 900],
    ],
    products: [
      product('Ras el Hanout', 690, 'Twenty-seven spices in the balance of an old family of grinders.'),
      product('Smoked Paprika', 490, 'Peppers dried over oak; deep red and gently hot.'),
      product('Aleppo Chilli', 590, 'Fruity flakes with slow warmth.'),
      product('Black Lime', 650, 'Limes dried in the sun until they are dark and sour.'),
      product('Sumac', 520, 'Tart berries for salads, grilled fish and onions.'),
      product('Green Cardamom', 990, 'Plump pods with a cool, resinous scent.'),
      product('Cumin Seed', 390, 'Earthy and warm; toast it before use.'),
      product('Saffron Threads', 2990, 'Hand-picked stigmas, deep red to the tip.'),
      product('Dukkah', 720, 'Hazelnuts, sesame and coriander to dip bread into.'),
      product('Za’atar', 560, 'Wild thyme, sesame and sumac, as for breakfast in Nablus.'),
    ],
  },
  {
    slug: 'lanterns',
    name: 'Lanterns',
    motif: 'lantern',
    hue: 48,
    about: 'Cut and soldered by hand; each throws a pattern of its own.',
    variants: [
      ['small', 0],
      ['large', 3500],
    ],
    products: [
      product('Star of Fez', 5900, 'Twelve points of pierced brass around a clear glass.'),
      product('Cairo Fanous', 4500, 'Coloured panes in a folded tin frame.'),
      product('Moonlit Dome', 6900, 'A hemisphere with a thousand small holes.'),
      product('Courtyard Lantern', 7900, 'Weatherproof copper for the garden wall.'),
      product('Amber Drop', 5200, 'Blown amber glass in a ring of iron.'),
      product('Mosaic Globe', 6400, 'Turkish glass tesserae in seven blues.'),
      product('Night Market', 3900, 'A string of five small paper lanterns.'),
      product('Silver Minaret', 8900, 'Tall and slender, silver-plated, with a hinged door.'),
      product('Walnut Reading Lamp', 7400, 'Pierced walnut veneer around a warm light.'),
      product('Caravan Torch', 4900, 'A travelling light with a leather handle.'),
    ],
  },
  {
    slug: 'rugs',
    name: 'Rugs',
    motif: 'rug',
    hue: 5,
    about: 'Knotted or woven from hand-spun wool in plant colours.',
    variants: [
      ['60 × 120 cm', 0],
      ['120 × 180 cm', 16000],
    ],
    products: [
      product('Beni Diamond', 18900, 'Thick ivory pile with dark lozenges.'),
      product('Atlas Kilim', 12900, 'Flat woven in bands of madder and indigo.'),
      product('Garden of Isfahan', 34900, 'A field of palmettes around a medallion.'),
      product('Desert Stripe', 9900, 'Camel hair in its own five browns.'),
      product('Tree of Life', 27900, 'Birds in the branches, a river at the roots.'),
      product('Boucherouite', 14900, 'Rags of many lives in one bright rug.'),
      product('Nomad Runner', 11900, 'Long and narrow, for a hall or a tent.'),
      product('Indigo Field', 16900, 'Nothing but blue, in forty shades.'),
      product('Tulip Prayer Rug', 21900, 'A niche with three tulips, finely knotted.'),
      product('Checkerboard', 13900, 'Black and white squares that are never quite square.'),
    ],
  },
  {
    slug: 'pottery',
    name: 'Pottery',
    motif: 'vase',
    hue: 200,
    about: 'Thrown on the wheel, glazed in small batches, safe for food.',
    variants: [
      ['single', 0],
      ['set of four', 7200],
    ],
    products: [
      product('Tagine of Salé', 4900, 'The cone brings every drop back to the dish.'),
      product('Blue Rim Bowl', 2400, 'White tin glaze with a cobalt edge.'),
      product('Water Jug', 3900, 'Unglazed outside, so that it keeps cool.'),
      product('Olive Dish', 1900, 'Three small bowls that are one.'),
      product('Turquoise Platter', 5900, 'Copper glaze over a scratched fish.'),
      product('Coffee Cups', 2200, 'Without handles, for strong coffee in small sips.'),
      product('Storage Jar', 4400, 'With a cork lid, for rice or secrets.'),
      product('Salt Cellar', 1600, 'Wide open for three fingers.'),
      product('Raku Vase', 6900, 'Smoked in sawdust; no two have the same cracks.'),
      product('Candle Tile', 1200, 'A square of zellij with a hollow for a candle.'),
    ],
  },
  {
    slug: 'leather',
    name: 'Leather',
    motif: 'bag',
    hue: 20,
    about: 'Tanned with mimosa bark and sewn with waxed linen.',
    variants: [
      ['natural', 0],
      ['dark brown', 500],
    ],
    products: [
      product('Caravan Satchel', 12900, 'Room for a book, a lunch and a letter.'),
      product('Babouche Slippers', 4900, 'Soft soles, pointed toes.'),
      product('Round Pouffe', 14900, 'Sixteen panels, delivered empty; fill it with blankets.'),
      product('Coin Purse', 1900, 'Closes with a snap that sounds like a good deal.'),
      product('Desk Mat', 5900, 'Gets better with every ring a cup leaves.'),
      product('Travel Roll', 6900, 'For brushes, pens or spices.'),
      product('Key Fob', 1200, 'A small camel.'),
      product('Book Cover', 3400, 'Slips over any paperback.'),
      product('Weekend Bag', 24900, 'Brass rings, a wide mouth, cabin size.'),
      product('Belt of the Saddler', 5400, 'One piece of hide, one buckle.'),
    ],
  },
];

/** `gunpowder-green` of `Gunpowder Green`. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[’']/g, '')
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
