//! Lines cut where they meet.

use std::ops::RangeInclusive;

use super::drawing::{Drawing, Origin};

/// A piece of a road between two junctions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) road: u32,
    pub(super) file: u8,
    pub(super) first: u32,
    pub(super) last: u32,
    /// Where the course of the road has the same coordinates one after another, if anywhere.
    pub(super) begins: Option<u32>,
}

impl Piece {
    /// Its vertices.
    pub(super) const fn vertices(&self) -> RangeInclusive<u32> {
        self.first..=self.last
    }
}

impl Drawing {
    /// The driven lines cut where they meet: first and last vertex of each piece, and its line.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.lines.len() + self.shared().count());
        for line in self.lines.iter().filter(|line| line.driven) {
            let mut first = line.first;
            for vertex in line.first + 1..=line.last {
                let is_junction = || self.group_of(vertex).is_some() && self.degree(vertex) > 2;
                if vertex == line.last || is_junction() {
                    pieces.push(Piece {
                        road: line.road,
                        file: line.file,
                        first,
                        last: vertex,
                        begins: line.begins.map(|begins| begins + first - line.first),
                    });
                    first = vertex;
                }
            }
        }
        pieces
    }

    /// The pieces as lines of their own.
    pub(super) fn of_pieces(&self, pieces: &[Piece]) -> Self {
        let mut made = self.room_for(pieces.len());
        for piece in pieces {
            let origin = Origin {
                road: piece.road,
                file: piece.file,
                driven: true,
                begins: piece.begins,
            };
            made.copy(self, piece.vertices(), origin);
        }
        made
    }
}
