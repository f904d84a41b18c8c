import { InMemoryStock } from './in-memory-stock.ts';
import { stockHoldsContract } from './stock-holds-contract.ts';
import { stockRepositoryContract } from './stock-repository-contract.ts';
import type { StockUnderTest } from './stock-under-test.ts';

const stock = new InMemoryStock();
const open = (): StockUnderTest => ({
  stock,
  holds: stock,
  add: async (sku) => stock.add(sku),
  movementsOf: async (sku) => stock.movements.filter((movement) => movement.sku === sku).toReversed(),
});

stockRepositoryContract('InMemoryStock, adjusted by admins', open);
stockHoldsContract('InMemoryStock, held by orders', open);
