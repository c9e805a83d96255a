/**
 * For tests alone: a folder that is gone with all that is in it when the test is over, however it ends.
 */

/** Runs `test` with the path of a new, empty folder. */
export async function withTempFolder(test: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
