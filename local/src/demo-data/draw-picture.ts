import sharp from 'sharp';
import type { Motif } from './demo-catalog.ts';

export interface Picture {
  readonly motif: Motif;
  /** Degrees on the colour wheel. */
  readonly hue: number;
  /** Tells the pictures of one motif apart. */
  readonly variation: number;
}

const SIZE = 1000;

/** Draws a product as a PNG of 1000 × 1000 pixels: the same bytes for the same picture. */
export function drawPicture(picture: Picture): Promise<Buffer> {
  return sharp(Buffer.from(svgOf(picture)))
    .png({ compressionLevel: 6 })
    .toBuffer();
}

function svgOf({ motif, hue, variation }: Picture): string {
  const tone = (offset: number, saturation: number, lightness: number) =>
    `hsl(${(hue + variation * 4 + offset + 360) % 360} ${saturation}% ${lightness}%)`;
  const palette = {
    dark: tone(0, 45, 28),
    main: tone(0, 55, 45),
    light: tone(15, 60, 68),
    accent: tone(180, 45, 45),
    pale: tone(10, 45, 90),
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" width="${SIZE}" height="${SIZE}">
    <defs><radialGradient id="ground" cx="50%" cy="40%" r="80%">
      <stop offset="0" stop-color="#fffdf8"/><stop offset="1" stop-color="${palette.pale}"/>
    </radialGradient></defs>
    <rect width="1000" height="1000" fill="url(#ground)"/>
    <ellipse cx="500" cy="850" rx="300" ry="34" fill="${palette.dark}" opacity=".18"/>
    ${MOTIFS[motif](palette, variation)}
  </svg>`;
}

type Palette = Readonly<Record<'dark' | 'main' | 'light' | 'accent' | 'pale', string>>;

const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

const MOTIFS: Readonly<Record<Motif, (palette: Palette, variation: number) => string>> = {
  cup: ({ dark, main, light, accent }, variation) => `
    <path d="M260 470h440l-40 300q-10 70-90 70H390q-80 0-90-70z" fill="${main}"/>
    <path d="M690 530q130 0 110 120-16 90-140 90" fill="none" stroke="${main}" stroke-width="44"/>
    <ellipse cx="480" cy="470" rx="220" ry="56" fill="${light}"/><ellipse cx="480" cy="474" rx="186" ry="40" fill="${dark}"/>
    ${repeat(3 + (variation % 4), (i) => `<circle cx="${330 + i * 56}" cy="${640 + (i % 2) * 40}" r="18" fill="${accent}"/>`)}
    ${repeat(3, (i) => `<path d="M${400 + i * 80} 380q-40-60 0-120t0-120" fill="none" stroke="${light}" stroke-width="16" stroke-linecap="round"/>`)}`,
  bowl: ({ dark, main, light, accent }, variation) => `
    <path d="M300 560q200-${260 + (variation % 4) * 30} 400 0z" fill="${main}"/>
    ${repeat(24, (i) => `<circle cx="${360 + ((i * 73) % 290)}" cy="${548 - ((i * 41) % 90)}" r="${5 + (i % 4)}" fill="${i % 3 === 0 ? accent : light}"/>`)}
    <path d="M220 560h560q-20 270-280 280-260-10-280-280z" fill="${dark}"/>
    <path d="M250 620q250 60 500 0" fill="none" stroke="${light}" stroke-width="${10 + (variation % 3) * 8}"/>`,
  lantern: ({ dark, main, light, accent }, variation) => `
    <path d="M500 110v90" stroke="${dark}" stroke-width="14"/><circle cx="500" cy="110" r="34" fill="none" stroke="${dark}" stroke-width="14"/>
    <path d="M380 300q120-160 240 0z" fill="${dark}"/>
    <path d="M360 310h280l70 260-70 230H360l-70-230z" fill="${light}"/>
    ${repeat(5, (i) => `<path d="M${360 + i * 70} 310L${290 + i * 105} 570L${360 + i * 70} 800" fill="none" stroke="${dark}" stroke-width="10"/>`)}
    ${repeat(4 + (variation % 4), (i) => `<path d="M500 ${380 + i * 62}l30 30-30 30-30-30z" fill="${i % 2 === 0 ? accent : main}"/>`)}
    <rect x="340" y="800" width="320" height="44" rx="14" fill="${dark}"/>`,
  rug: ({ dark, main, light, accent, pale }, variation) => `
    <rect x="230" y="140" width="540" height="700" fill="${main}"/><rect x="266" y="176" width="468" height="628" fill="none" stroke="${light}" stroke-width="14"/>
    ${repeat(3 + (variation % 3), (row) =>
      repeat(3, (column) => {
        const [x, y] = [344 + column * 156, 270 + row * (480 / (2 + (variation % 3)))];
        return `<path d="M${x} ${y - 62}l58 62-58 62-58-62z" fill="${(row + column) % 2 === 0 ? dark : accent}"/><circle cx="${x}" cy="${y}" r="16" fill="${pale}"/>`;
      }),
    )}
    ${repeat(28, (i) => `<path d="M${240 + i * 19.3} 140v-28M${240 + i * 19.3} 840v28" stroke="${light}" stroke-width="6"/>`)}`,
  vase: ({ dark, main, light, accent }, variation) => `
    <path d="M430 180h140l-14 130q150 90 150 290 0 240-206 240T294 600q0-200 150-290z" fill="${main}"/>
    <ellipse cx="500" cy="180" rx="92" ry="22" fill="${light}"/><ellipse cx="500" cy="182" rx="66" ry="13" fill="${dark}"/>
    ${repeat(2 + (variation % 4), (i) => `<path d="M${310 + i * 4} ${520 + i * 64}q190 50 ${380 - i * 8} 0" fill="none" stroke="${i % 2 === 0 ? light : accent}" stroke-width="20"/>`)}
    <path d="M360 420q-40 100-20 220" fill="none" stroke="#fff" stroke-width="18" opacity=".35" stroke-linecap="round"/>`,
  bag: ({ dark, main, light, accent }, variation) => `
    <path d="M350 420q0-220 150-220t150 220" fill="none" stroke="${dark}" stroke-width="34"/>
    <path d="M250 400h500l50 390q0 50-60 50H260q-60 0-60-50z" fill="${main}"/>
    <path d="M236 400h528l-40 210q-224 70-448 0z" fill="${dark}"/>
    <rect x="452" y="590" width="96" height="90" rx="12" fill="${accent}"/><circle cx="500" cy="636" r="14" fill="${light}"/>
    <path d="M262 ${760 + (variation % 3) * 14}h476" stroke="${light}" stroke-width="8" stroke-dasharray="22 16"/>`,
};
