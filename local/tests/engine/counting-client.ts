import mongoose from 'mongoose';

// A process of its own: many of them add to the same counter at once.
const [uri = '', additions = '0'] = process.argv.slice(2);
const client = await mongoose.mongo.MongoClient.connect(uri);
const counters = client.db('shop').collection<{ _id: string; count: number }>('counters');
for (let i = 0; i < Number(additions); i += 1) {
  await counters.updateOne({ _id: 'shared' }, { $inc: { count: 1 } }, { upsert: true });
}
await client.close();
