import { z } from 'zod';
import { seedDemoData } from '../local/src/demo-data/seed-demo-data.ts';

const { SHOP_URL } = z.object({ SHOP_URL: z.url() }).parse(process.env);

// The marker of what is there goes with the container: running again finds it all there and changes nothing.
const { pictures } = await seedDemoData({
  url: SHOP_URL,
  dir: '/tmp',
  onNews: (news) => process.stdout.write(`${news}\n`),
});
await pictures;
