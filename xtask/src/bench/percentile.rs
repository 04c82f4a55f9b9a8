//! What measured values come to.

use std::time::Duration;

/// The smallest value that at least `percent` of a hundred values do not exceed (nearest rank).
///
/// `None` without values.
pub(super) fn percentile<T: Ord + Copy>(values: &[T], percent: usize) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// How many there were a second, rounded down.
pub(super) fn a_second(count: usize, whole: Duration) -> u128 {
    count as u128 * 1_000_000 / whole.as_micros().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_odd_number_is_the_middle_one() {
        assert_eq!(percentile(&[5, 1, 3], 50), Some(3));
    }

    #[test]
    fn the_median_of_an_even_number_is_the_lower_middle_one() {
        assert_eq!(percentile(&[4, 1, 3, 2], 50), Some(2));
    }

    #[test]
    fn of_a_hundred_values_the_p99_leaves_one_above() {
        let values: Vec<u32> = (1..=100).collect();
        assert_eq!(percentile(&values, 99), Some(99));
        assert_eq!(percentile(&values, 100), Some(100));
        assert_eq!(percentile(&values, 0), Some(1));
    }

    #[test]
    fn of_few_values_the_p99_is_the_largest() {
        assert_eq!(percentile(&[7, 9, 8], 99), Some(9));
    }

    #[test]
    fn half_as_long_is_twice_as_many_a_second() {
        assert_eq!(a_second(500, Duration::from_secs(1)), 500);
        assert_eq!(a_second(500, Duration::from_millis(500)), 1_000);
    }

    #[test]
    fn nothing_has_no_percentile() {
        assert_eq!(percentile::<u32>(&[], 50), None);
    }
}
