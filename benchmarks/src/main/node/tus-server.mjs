// @tus/server as its readme sets it up, unchanged: the peer that Waybill is measured beside.
import { FileStore } from '@tus/file-store';
import { S3Store } from '@tus/s3-store';
import { Server } from '@tus/server';

const { BENCH_PORT, BENCH_STORE, BENCH_DIRECTORY, BENCH_ENDPOINT, BENCH_BUCKET } = process.env;

const datastore =
  BENCH_STORE === 's3'
    ? new S3Store({
        partSize: 8 * 1024 * 1024,
        s3ClientConfig: {
          bucket: BENCH_BUCKET,
          region: process.env.AWS_REGION,
          endpoint: BENCH_ENDPOINT,
          forcePathStyle: true,
          credentials: {
            accessKeyId: process.env.AWS_ACCESS_KEY_ID,
            secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
          },
        },
      })
    : new FileStore({ directory: BENCH_DIRECTORY });

new Server({ path: '/files', datastore }).listen({ host: '127.0.0.1', port: Number(BENCH_PORT) });
