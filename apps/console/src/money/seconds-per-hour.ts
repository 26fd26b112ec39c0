/** Plans say what a second costs, pages what an hour does. */
export const secondsPerHour = 3_600;
