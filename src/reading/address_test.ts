import assert from "node:assert/strict";
import { isIP } from "node:net";
import { formatAddress, hostKey, isIpv4, parseAddress } from "./address.ts";

function shown(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

Deno.test("parseAddress reads both families, and IPv4 in IPv6 clothes as IPv4", () => {
  const cases: [string, string][] = [
    ["192.0.2.1", "192.0.2.1"],
    ["255.255.255.255", "255.255.255.255"],
    ["0.0.0.0", "0.0.0.0"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:C000:0201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["::", "::"],
    ["::1", "::1"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8::", "2001:db8::"],
    ["fe80::1%eth0", "fe80::1"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ];
  for (const [text, expected] of cases) assert.equal(shown(text), expected, text);
});

Deno.test("parseAddress refuses what other programs would read differently, and what is none", () => {
  for (
    const text of [
      ..."|1|1.2.3|1.2.3.4.5|1.2.3.|.1.2.3|1..2.3|256.1.1.1|01.2.3.4|0x7f.1.1.1|1.2.3.4 | 1.2.3.4|1.2.3.4:80"
        .split("|"),
      ...":|:::|1::2::3|1:2:3:4:5:6:7|1:2:3:4:5:6:7:8:9|1:2:3:4:5:6:7:8::|::12345|::g|::1.2.3|1.2.3.4::|::1%|[::1]"
        .split(
          "|",
        ),
      "localhost",
      ":".repeat(100_000),
      "１２７.0.0.1",
    ]
  ) assert.equal(shown(text), undefined, JSON.stringify(text.slice(0, 40)));
});

Deno.test("parseAddress agrees with node's own on random texts, and formatAddress is read back as the same", () => {
  let seed = 7;
  const random = (below: number) => (seed = Math.imul(seed, 1103515245) + 12345 >>> 0) % below;
  let read = 0;
  for (let i = 0; i < 20_000; i++) {
    const alphabet = ["0", "1", "2", "f", ":", "::", ".", "ffff", "255", "25", "9"];
    const text = Array.from({ length: 1 + random(14) }, () => alphabet[random(alphabet.length)]).join("");
    const address = parseAddress(text);
    assert.equal(address !== undefined, isIP(text) !== 0, text);
    if (address === undefined) continue;
    read++;
    assert.deepEqual(parseAddress(formatAddress(address)), address, text);
  }
  for (let i = 0; i < 2_000; i++) {
    const words = Uint32Array.from({ length: 4 }, () => random(3) === 0 ? 0 : random(2 ** 32));
    assert.deepEqual(parseAddress(formatAddress(words)), words);
  }
  assert(read > 100, `only ${read} texts were addresses`);
});

Deno.test("hostKey counts an IPv6 host by its /64, an IPv4 host by its address", () => {
  const key = (text: string) => hostKey(parseAddress(text)!);
  assert.equal(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  assert.notEqual(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
  assert.notEqual(key("192.0.2.1"), key("192.0.2.2"));
  assert.equal(key("::ffff:192.0.2.1"), key("192.0.2.1"));
  assert(isIpv4(parseAddress("::ffff:1.2.3.4")!) && !isIpv4(parseAddress("::1.2.3.4")!));
});
