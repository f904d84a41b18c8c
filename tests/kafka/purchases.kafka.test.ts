import './platform-on-kafka.ts';
import '../e2e/purchases.e2e.test.ts';
