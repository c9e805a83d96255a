/**
 * The machines that an executable can be made for, and whether a runtime fits one.
 */

/** A machine that is built for. */
export interface Target {
  /** As the executable's name ends. */
  readonly name: "x86_64" | "aarch64";
  /** As `deno compile --target` names it. */
  readonly triple: string;
  /** Where onnxruntime keeps its libraries for it. */
  readonly nativeFolder: string;
  /** `e_machine` of its ELF files (System V ABI, gABI 4.1 and its processor supplements). */
  readonly elfMachine: number;
}

export const TARGETS: readonly Target[] = [
  { name: "x86_64", triple: "x86_64-unknown-linux-gnu", nativeFolder: "linux/x64", elfMachine: 62 },
  { name: "aarch64", triple: "aarch64-unknown-linux-gnu", nativeFolder: "linux/arm64", elfMachine: 183 },
];

/** Offset of `e_machine` in an ELF header, which starts with four fixed bytes. */
const ELF_MACHINE_AT = 18;
const ELF_MAGIC = 0x464c457f;

/** Why the runtime in `header`, the first bytes of its file, cannot go under an executable for `target`; undefined: it can. */
export function runtimeMismatch(header: Uint8Array, target: Target): string | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < ELF_MACHINE_AT + 2 || view.getUint32(0, true) !== ELF_MAGIC) {
    return "it is no ELF executable";
  }
  const machine = view.getUint16(ELF_MACHINE_AT, true);
  if (machine === target.elfMachine) return undefined;
  const other = TARGETS.find(({ elfMachine }) => elfMachine === machine);
  return `it is for ${other?.name ?? `ELF machine ${machine}`}, not for ${target.name}`;
}
