import type { ContentScanner } from '../model/content-stream.ts';
import type { Rectangle } from '../model/exhibit.ts';
import type { Matrix } from '../model/matrix.ts';
import { NOWHERE } from '../model/rectangle.ts';

/** Hundredths of a point are no slope. */
const LEVEL = 0.01;

/** Follows the construction of a path (ISO 32000-1, 8.5.2): how far it goes, and whether it is one upright rectangle. */
export class PathBounds {
  #left = NOWHERE.left;
  #bottom = NOWHERE.bottom;
  #right = NOWHERE.right;
  #top = NOWHERE.top;
  #points = 0;
  #rectangles = 0;
  #x = 0;
  #y = 0;
  #firstX = 0;
  #firstY = 0;
  /** Whether its lines are all upright or level, and one after the other. */
  #straight = true;

  /** Takes an operation of a path, its points moved by a matrix; false for any other. */
  see(scan: ContentScanner, matrix: Matrix): boolean {
    switch (scan.operator) {
      case 'm':
        if (this.#points > 0) this.#straight = false;
        this.#point(matrix, scan.number(0), scan.number(1));
        this.#firstX = this.#x;
        this.#firstY = this.#y;
        return true;
      case 'l': {
        const x = this.#x;
        const y = this.#y;
        this.#point(matrix, scan.number(0), scan.number(1));
        if (!isLevel(x, this.#x) && !isLevel(y, this.#y)) this.#straight = false;
        return true;
      }
      case 'c':
      case 'v':
      case 'y':
        this.#straight = false;
        for (let i = 0; i + 1 < scan.count; i += 2) this.#point(matrix, scan.number(i), scan.number(i + 1));
        return true;
      case 're':
        this.#rectangle(matrix, scan.number(0), scan.number(1), scan.number(2), scan.number(3));
        return true;
      default:
        return false;
    }
  }

  get empty(): boolean {
    return this.#points + this.#rectangles === 0;
  }

  get box(): Rectangle {
    return { left: this.#left, bottom: this.#bottom, right: this.#right, top: this.#top };
  }

  /** Whether it is one upright rectangle. */
  get upright(): boolean {
    if (this.#rectangles > 0) return this.#rectangles === 1 && this.#points === 0;
    const [x, y] = [isLevel(this.#firstX, this.#x), isLevel(this.#firstY, this.#y)];
    return this.#straight && (this.#points === 4 ? x || y : this.#points === 5 && x && y);
  }

  /** Whether its lines meet at angles that may be sharp. */
  get sharp(): boolean {
    return this.#points > 2 && !this.upright;
  }

  /** Begins a new one. */
  clear(): void {
    this.#left = NOWHERE.left;
    this.#bottom = NOWHERE.bottom;
    this.#right = NOWHERE.right;
    this.#top = NOWHERE.top;
    this.#points = this.#rectangles = 0;
    this.#straight = true;
  }

  #point(matrix: Matrix, x: number, y: number): void {
    this.#extend(matrix, x, y);
    this.#points++;
  }

  #rectangle(matrix: Matrix, x: number, y: number, width: number, height: number): void {
    this.#extend(matrix, x, y);
    this.#extend(matrix, x + width, y);
    this.#extend(matrix, x, y + height);
    this.#extend(matrix, x + width, y + height);
    this.#rectangles++;
    if ((matrix[1] !== 0 || matrix[2] !== 0) && (matrix[0] !== 0 || matrix[3] !== 0)) this.#points++;
  }

  #extend(matrix: Matrix, along: number, up: number): void {
    const x = matrix[0] * along + matrix[2] * up + matrix[4];
    const y = matrix[1] * along + matrix[3] * up + matrix[5];
    if (x < this.#left) this.#left = x;
    if (x > this.#right) this.#right = x;
    if (y < this.#bottom) this.#bottom = y;
    if (y > this.#top) this.#top = y;
    this.#x = x;
    this.#y = y;
  }
}

function isLevel(a: number, b: number): boolean {
  return Math.abs(a - b) < LEVEL;
}
