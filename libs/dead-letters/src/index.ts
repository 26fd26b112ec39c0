export {
  readDeadRecord,
  resentNote,
  type DeadLetter,
  type DeadRecord,
  type HeaderBytes,
  type Origin,
  type StoredRecord,
} from './dead-letter';
export { deadTopicNamed, deadTopicNames, placeText, readPlace, type Place } from './place';
export { DeadLettersUnreadError, readDeadLetters, type ReadDeadLetters, type ReadTerms } from './read-dead-letters';
export { resendLetters, type ResendTerms } from './resend';
export { bytesOf, isSelected, NewestLetters, OldestLetters, type Selection } from './selection';
export { isRegistration, whyLeftOut, whyNotResendable, type LeftOut, type NotResendable } from './why-not-resent';
