export declare const strimziArguments: readonly string[];
export declare const strimziHeader: string;
