import { ingestDefaults } from '@harmonybatch/pipeline';
import { defaultRotateMs } from '../src/redis-batch-store';

test('a signed record that is sent again comes while its id is remembered, or is refused', () => {
  const { signatureMaxAgeMs, signatureMaxAheadMs, duplicateWindowMs } = ingestDefaults;
  expect(signatureMaxAgeMs + signatureMaxAheadMs).toBeLessThan(defaultRotateMs);
  expect(signatureMaxAgeMs + signatureMaxAheadMs).toBeLessThan(duplicateWindowMs);
});
