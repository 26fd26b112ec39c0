import { functionPlatformConformance } from '../../../libs/ports/test/function-platform-conformance';
import { maxVcpu, openKnative } from './support/knative-under-test';

functionPlatformConformance('Knative', {
  open: openKnative,
  refused: {
    image: { image: 'registry.example/none:1' },
    size: { shape: { type: 'cpu', vcpu: maxVcpu + 1, memoryMb: 256 } },
  },
});
