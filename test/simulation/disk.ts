import { basename, dirname, join } from 'node:path';
import type { Files, LogFile, OwnedFile } from '../../src/core/world.ts';

/** A file by itself: names point to it, and open handles keep pointing to it when the name moves on. */
interface Inode {
  text: string;
  readonly kind: 'file' | 'directory' | 'link';
  readonly shared: boolean;
}

export type DiskOperation =
  | 'read'
  | 'list'
  | 'replace'
  | 'create'
  | 'open'
  | 'append'
  | 'remove'
  | 'rewrite'
  | 'move'
  | 'directory';

/**
 * A disk in memory that outlives the processes on it. Everything on it is durable: what a crash can lose is what a
 * process had not written yet. See `Passage` for the points at which a process can die.
 */
export class Disk {
  readonly #names = new Map<string, Inode>();
  /** Gives the error code with which an operation fails; an append that fails leaves half of its text. */
  fault: (operation: DiskOperation, path: string) => string | undefined = () => undefined;

  text(path: string): string | undefined {
    return this.#names.get(path)?.text;
  }

  /** Every file with its text, in the order of names. */
  texts(): Readonly<Record<string, string>> {
    const files = [...this.#names].filter(([, { kind }]) => kind === 'file');
    return Object.fromEntries(
      files.sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, { text }]) => [path, text]),
    );
  }

  /** Puts a file there, as a user or another tool would. */
  put(path: string, text: string): void {
    this.#names.set(path, { text, kind: 'file', shared: false });
  }

  putDirectory(path: string, options: { readonly shared: boolean }): void {
    this.#names.set(path, { text: '', kind: 'directory', shared: options.shared });
  }

  putLink(path: string): void {
    this.#names.set(path, { text: '', kind: 'link', shared: false });
  }

  /** The names in a directory, sorted. */
  namesIn(directory: string): readonly string[] {
    const paths = [...this.#names.keys()].filter((path) => dirname(path) === directory);
    return paths.map((path) => basename(path)).sort();
  }

  delete(path: string): void {
    this.#names.delete(path);
  }

  /** A disk with the same content: what a crash leaves can so be tried in several ways. */
  copy(): Disk {
    const copy = new Disk();
    for (const [path, inode] of this.#names) copy.#names.set(path, { ...inode });
    return copy;
  }

  inode(path: string): Inode | undefined {
    return this.#names.get(path);
  }

  name(path: string, inode: Inode): void {
    this.#names.set(path, inode);
  }

  /** Where a name points to this very file, or undefined. */
  nameOf(inode: Inode): string | undefined {
    return [...this.#names].find(([, other]) => other === inode)?.[0];
  }
}

/** How a process reaches the disk: each hook may never return, which is how a process dies in the middle. */
export interface Passage {
  /** Around every call. */
  through<T>(operation: () => T): Promise<T>;
  /** Around every durable write. `half` is what stands on the disk when it breaks off in the middle. */
  write<T>(label: string, effect: () => T, half?: () => void): Promise<T>;
}

export function filesOf(disk: Disk, passage: Passage): Files {
  const check = (operation: DiskOperation, path: string, half?: () => void): void => {
    const code = disk.fault(operation, path);
    if (code === undefined) return;
    half?.();
    throw Object.assign(new Error(`${code}: ${operation} '${path}'`), { code });
  };
  const file = (text: string): Inode => ({ text, kind: 'file', shared: false });
  /** The file beside `path` that is to take its place, or to be linked there, when the process dies. */
  const halfOf = (path: string, text: string) => (): void => {
    disk.name(join(dirname(path), `.${basename(path)}.half.tmp`), file(text.slice(0, text.length / 2)));
  };
  return {
    read: (path) =>
      passage.through(() => {
        check('read', path);
        return disk.text(path);
      }),
    replace: (path, text) =>
      passage.write(
        `replace ${path}`,
        () => {
          check('replace', path);
          disk.name(path, file(text));
        },
        halfOf(path, text),
      ),
    createExclusive: (path, text) =>
      passage.write(
        `create ${path}`,
        () => {
          check('create', path);
          if (disk.inode(path) !== undefined) return undefined;
          const inode = file(text);
          disk.name(path, inode);
          return ownedFile(disk, passage, check, inode);
        },
        halfOf(path, text),
      ),
    openLog: (path) =>
      passage.through(() => {
        check('open', path);
        const inode = disk.inode(path) ?? file('');
        disk.name(path, inode);
        return logFile(passage, check, inode, path);
      }),
    remove: (path) =>
      passage.write(`remove ${path}`, () => {
        check('remove', path);
        disk.delete(path);
      }),
    sweep: (directory) =>
      passage.through(() => {
        for (const name of disk.namesIn(directory)) {
          if (name.endsWith('.half.tmp')) disk.delete(join(directory, name));
        }
      }),
    makeDirectory: (path) =>
      passage.through(() => {
        check('directory', path);
        if (disk.inode(path) === undefined) disk.putDirectory(path, { shared: false });
      }),
    list: (path) =>
      passage.through(() => {
        check('list', path);
        return disk.namesIn(path);
      }),
    inspect: (path) =>
      passage.through(() => {
        check('read', path);
        return disk.inode(path)?.kind ?? 'absent';
      }),
    isSharedDirectory: (path) => passage.through(() => disk.inode(path)?.shared === true),
  };
}

type CheckFault = (operation: DiskOperation, path: string, half?: () => void) => void;

function ownedFile(disk: Disk, passage: Passage, check: CheckFault, inode: Inode): OwnedFile {
  const path = () => disk.nameOf(inode) ?? '(removed)';
  return {
    rewrite: (text) =>
      passage.through(() => {
        check('rewrite', path());
        if (text.length !== inode.text.length) throw new Error('A rewrite keeps the length.');
        inode.text = text;
      }),
    moveOver: (to) =>
      passage.write(`move over ${to}`, () => {
        check('move', to);
        const from = disk.nameOf(inode);
        if (from === undefined) throw Object.assign(new Error(`ENOENT: move '${to}'`), { code: 'ENOENT' });
        disk.delete(from);
        disk.name(to, inode);
      }),
    close: () => passage.through(() => undefined),
  };
}

function logFile(passage: Passage, check: CheckFault, inode: Inode, path: string): LogFile {
  let failed: unknown;
  let running: Promise<void> = Promise.resolve();
  const write = (text: string) => {
    const half = () => {
      inode.text += text.slice(0, Math.ceil(text.length / 2));
    };
    return passage.write(
      `append ${path}`,
      () => {
        if (failed !== undefined) throw failed;
        try {
          check('append', path, half);
        } catch (error) {
          failed = error;
          throw error;
        }
        inode.text += text;
      },
      half,
    );
  };
  return {
    append: (text) => {
      running = running.catch(() => undefined).then(() => write(text));
      return running;
    },
    close: async () => {
      await running.catch(() => undefined);
      await passage.through(() => undefined);
    },
  };
}
