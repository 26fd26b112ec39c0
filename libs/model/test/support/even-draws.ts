import { normalQuantile, type RandomDraws } from '@harmonybatch/model';

/** Draws that fill the unit square evenly, two after two (Halton's sequence): what is seen of them is no chance. */
export class EvenDraws implements RandomDraws {
  private drawn = 0;

  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  normal(): number {
    return normalQuantile(this.uniform());
  }

  private uniform(): number {
    const base = this.drawn % 2 === 0 ? 2 : 3;
    const index = Math.floor(this.drawn / 2) + 1;
    this.drawn += 1;
    return radicalInverse(index, base);
  }
}

/** The digits of `index` in `base`, mirrored at the point. */
function radicalInverse(index: number, base: number): number {
  let [left, scale, sum] = [index, 1 / base, 0];
  for (; left > 0; left = Math.floor(left / base), scale /= base) sum += (left % base) * scale;
  return sum;
}
