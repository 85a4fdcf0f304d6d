//! xuncha (巡查) plans a county's inspection patrols.
//!
//! Reading the modules in this order is reading one patrol day: a workspace names its [`layers`], which
//! become [`domain`] records; [`roads`] makes a network of the lines; [`corridors`] cuts the stretches to patrol;
//! [`priority`] says what is due and what it is worth, [`pins`] what people have fixed beforehand; [`problem`] turns that into integers, [`solver`] into
//! routes, [`plan`] into files that people use; [`mod@verify`] checks them from scratch.
//! What the patrols found goes into the [`ledger`], whose events say what is due tomorrow; [`register`] strings workspace,
//! layers and ledger together (the workspace takes the ledger's `Rules` as it takes every stage's settings).
//! [`replan`] goes on from a plan in the middle of its day.
//! [`tracks`] lays recorded tracks on the roads. [`coverage`] looks back: what was seen, what was missed; [`whatif`] plans a
//! grid of settings; [`simulate`] plays the weeks ahead; [`chart`] draws the plots and report pages of all three.
//! [`synth`] makes counties up, [`testbed`] draws instances for the solver on their roads.

pub mod chart;
pub mod cli;
pub mod corridors;
pub mod coverage;
pub mod domain;
pub mod files;

pub mod findings;
pub mod init;
pub mod layers;
pub mod ledger;
pub mod mean;
pub mod pins;
pub mod pipeline;
pub mod plan;
pub mod priority;
pub mod problem;
pub mod register;
pub mod replan;
pub mod roads;
pub mod simulate;
pub mod solver;
pub mod synth;
pub mod testbed;
#[doc(hidden)]
pub mod testing;
pub mod tracks;
pub mod units;
pub mod verify;
pub mod whatif;
pub mod workspace;
