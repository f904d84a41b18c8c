import { InMemoryKnownNetworks } from './in-memory-known-networks.ts';
import { knownNetworksContract } from './known-networks-contract.ts';

const networks = new InMemoryKnownNetworks();
knownNetworksContract('InMemoryKnownNetworks', () => networks);
