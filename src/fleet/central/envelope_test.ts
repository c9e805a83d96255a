import assert from "node:assert/strict";
import { type CentralOrder, describeEnvelopeFault, openOrder, signOrder } from "./envelope.ts";
import { newSigningKey, readSigningKey } from "./signing_key.ts";

const ORDER: CentralOrder = {
  site: "plant",
  epoch: 1,
  version: 41,
  boxes: ["north"],
  author: "anna",
  reason: "warmer boiler",
  act: { kind: "configure", document: "site: plant\nboxes: {north: {}}\n", replacesEdits: false },
};

async function newKey() {
  const { pem, publicText } = await newSigningKey();
  const read = await readSigningKey(pem);
  assert(read.ok);
  assert.equal(read.value.publicText, publicText, "the public half is the same however it was come by");
  return read.value;
}

/** What a box says of `text`; undefined: it is right. */
async function fault(text: string, keys: readonly string[]): Promise<string | undefined> {
  const opened = await openOrder(text, keys);
  return opened.ok ? undefined : describeEnvelopeFault(opened.fault);
}

Deno.test("openOrder gives back what was signed, with the same digest each time", async () => {
  const key = await newKey();
  const signed = await signOrder(ORDER, key);
  const opened = await openOrder(signed, ["ed25519:" + "A".repeat(43) + "=", key.publicText]);
  assert(opened.ok);
  assert.deepEqual(opened.value.order, ORDER);
  const again = await openOrder(await signOrder(ORDER, key), [key.publicText]);
  assert(again.ok && again.value.digest === opened.value.digest);
});

Deno.test("openOrder refuses every change of version, epoch, site, boxes and bytes, and what another key has signed", async () => {
  const key = await newKey();
  const thief = await newKey();
  const signed = JSON.parse(await signOrder(ORDER, key));
  const changes: Partial<CentralOrder>[] = [
    { version: 42 },
    { epoch: 2 },
    { site: "other" },
    { boxes: ["north", "south"] },
    { boxes: [] },
    {
      act: {
        kind: "configure",
        document: "site: plant\nboxes: {north: {zones: []}}\n",
        replacesEdits: false,
      },
    },
    { act: { kind: "configure", document: "site: plant\nboxes: {north: {}}\n", replacesEdits: true } },
    { act: { kind: "withdraw", version: 41 } },
  ];
  for (const change of changes) {
    const order = JSON.stringify({ ...ORDER, ...change });
    assert.match(
      (await fault(JSON.stringify({ ...signed, order }), [key.publicText]))!,
      /signature is broken/,
    );
  }
  const spaced = JSON.stringify({ ...signed, order: signed.order + " " });
  assert.match(
    (await fault(spaced, [key.publicText]))!,
    /signature is broken/,
    "also where it means the same",
  );
  assert.match(
    (await fault(await signOrder(ORDER, thief), [key.publicText]))!,
    /signed with the key [0-9a-f]{16}, which is not/,
  );
  const posing = { ...JSON.parse(await signOrder(ORDER, thief)), key: signed.key };
  assert.match((await fault(JSON.stringify(posing), [key.publicText]))!, /signature is broken/);
  assert.match((await fault(JSON.stringify(signed), []))!, /not in fleet\.central\.keys/);
});

Deno.test("openOrder refuses what is no envelope, and orders of a layout that it does not know", async () => {
  const key = await newKey();
  const signed = JSON.parse(await signOrder(ORDER, key));
  for (
    const text of [
      "",
      "null",
      "[]",
      "no json",
      "x".repeat(2_000_000),
      JSON.stringify({ ...signed, more: 1 }),
      JSON.stringify({ ...signed, v: 2 }),
      JSON.stringify({ ...signed, signature: "" }),
      JSON.stringify({ ...signed, order: 5 }),
    ]
  ) assert.match((await fault(text, [key.publicText]))!, /^it is no signed order: /, text.slice(0, 40));
  const later = { ...ORDER, act: { kind: "reboot" } } as unknown as CentralOrder;
  await assert.rejects(() => signOrder(later, key), "nothing is signed that no box would understand");
});

Deno.test("readSigningKey refuses what is no Ed25519 key, and says nothing of it", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
  ]) as CryptoKeyPair;
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)).toBase64();
  for (
    const pem of [
      "",
      "secret words",
      `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`,
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    ]
  ) {
    const read = await readSigningKey(pem);
    assert(!read.ok);
    assert.match(read.fault, /^it(s private key is no Ed25519 key| holds no private key)/);
    assert.doesNotMatch(read.fault, /secret words/);
  }
});
