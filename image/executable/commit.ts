/**
 * The commit that is built, so that a box on a wall can be told from any other.
 */

/** A commit of the repository. */
export interface Commit {
  /** Hexadecimal, followed by `-modified` where the files are no longer as they were committed. */
  readonly id: string;
  readonly atWallMs: number;
}

/** The commit that is checked out in `root`; undefined where that is no repository, or git is not there to be asked. */
export async function commitOf(root: string): Promise<Commit | undefined> {
  const head = await git(root, "log", "-1", "--format=%H %ct");
  if (head === undefined) return undefined;
  const [id, seconds] = head.trim().split(" ");
  const changes = await git(root, "status", "--porcelain");
  return { id: changes === "" ? id : `${id}-modified`, atWallMs: Number(seconds) * 1_000 };
}

async function git(root: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", { args, cwd: root, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
