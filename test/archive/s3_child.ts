/**
 * For tests alone: an S3-compatible server in a process of its own, so that killing it leaves no connection behind. Its folder and
 * bucket are its arguments; it prints its port.
 */
import S3rver from "s3rver";

const [directory, bucket] = Deno.args;
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  directory,
  silent: true,
  configureBuckets: [{ name: bucket, configs: [] }],
});
console.log((await server.run()).port);
