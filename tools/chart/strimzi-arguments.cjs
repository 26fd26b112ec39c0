/** Arguments of the command line that print the users of the Strimzi example: for the values of production.yaml, with one producer. */
exports.strimziArguments = [
  'acls',
  ...['--format', 'strimzi'],
  ...['--topic-prefix', 'hb.'],
  ...['--producer', 'doors:doors.outcomes'],
];

/** How the example begins: where it comes from. */
exports.strimziHeader = `# The users of the Kafka in strimzi.yaml, one for each service, the operators and one producer, with the least rights of each:
# npx harmonybatch ${exports.strimziArguments.join(' ')}
# The operator makes a Secret named after each, into the namespace of Kafka; the namespace of the chart needs a copy of it.

`;
