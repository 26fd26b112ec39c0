import type { Variables } from '../config/variable';
import type { ServiceDefinition } from './service-definition';

export async function runService<V extends Variables>(_definition: ServiceDefinition<V>): Promise<void> {}
