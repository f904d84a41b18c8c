import { z } from 'zod';
import { seedDemoData } from '../local/src/demo-data/seed-demo-data.ts';
import { ShopRefused } from '../local/src/shop-client.ts';

const { SHOP_URL } = z.object({ SHOP_URL: z.url() }).parse(process.env);

try {
  // The marker of what is there goes with the container: running again finds it all there and changes nothing.
  const { pictures } = await seedDemoData({
    url: SHOP_URL,
    dir: '/tmp',
    onNews: (news) => process.stdout.write(`${news}\n`),
  });
  await pictures;
} catch (error) {
  if (!(error instanceof ShopRefused) || error.code !== 'auth.credentials-invalid') throw error;
  process.stderr.write(
    'No demo data was made: admin@souk.local has another password here than the demo needs, and keeps it. ' +
      'For a new shop: docker compose --profile demo down --volumes, then up with ADMIN_PASSWORD as in README.md.\n',
  );
  process.exitCode = 1;
}
