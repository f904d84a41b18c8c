import '../e2e/purchases.e2e.test.ts';
