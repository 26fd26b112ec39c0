import { functionPlatformConformance } from '../../ports/test/function-platform-conformance';
import { openLambda } from './lambda-under-test';

functionPlatformConformance('AWS Lambda', {
  open: openLambda,
  refused: {
    image: { image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/none:1' },
    size: { shape: { type: 'cpu', vcpu: 2, memoryMb: 1_769 } },
  },
});
