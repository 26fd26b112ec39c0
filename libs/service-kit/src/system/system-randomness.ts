import { randomBytes } from 'node:crypto';
import { Randomness } from '@harmonybatch/ports';

/** The system's randomness. */
export class SystemRandomness extends Randomness {
  hex(bytes: number): string {
    return randomBytes(bytes).toString('hex');
  }

  uniform(): number {
    return Math.random();
  }
}
