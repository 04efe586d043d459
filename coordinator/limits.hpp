#pragma once
// Every bound and design value of the desk, each with its reason and with what happens when it is reached.

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "geo/units.hpp"

namespace lingding::coordinator {

/// Ships of the traffic picture that go with an alert; the nearest are kept.
inline constexpr std::size_t kMaxShipsNear = 8;
/// An officer's note; a longer one is refused. Some pages of text.
inline constexpr std::size_t kMaxNoteBytes = 4000;
/// Free text of an alert or safety message; the rest is cut off. AIS carries at most 161 characters (ITU-R M.1371-5,
/// table 3, message 14), other sources somewhat more.
inline constexpr std::size_t kMaxTextBytes = 1024;
/// Names of sources, officers, ships, ids.
inline constexpr std::size_t kMaxNameBytes = 256;
/// Log lines kept with an incident: how it began and what came last. The lines between are in the journal.
inline constexpr std::size_t kFirstLogLines = 32;
inline constexpr std::size_t kLastLogLines = 224;
inline constexpr std::size_t kMaxLogLines = kFirstLogLines + kLastLogLines;
/// Situation reports kept with an incident, the last ones; the journal has all.
inline constexpr std::size_t kMaxSitreps = 32;
/// The text of one; a longer one is refused. Some pages.
inline constexpr std::size_t kMaxSitrepBytes = 12'000;
/// Units, calls, possible matches, moved alerts, claims of an incident; what is more is refused or not kept.
inline constexpr std::size_t kMaxCaseItems = 256;
/// Incidents that an alert is compared with for one reason to, the newest; the rest of a flood is not.
inline constexpr std::size_t kMaxCompared = 256;
/// Messages of its thread that an alert names, itself among them; what is older than these is left out.
inline constexpr std::size_t kMaxThread = 8;
/// Deliveries of alerts that are remembered (AlertReceived::delivery); the oldest go first. What is delivered again is
/// what a restart found undelivered, or a sender who heard no answer: some minutes' worth.
inline constexpr std::size_t kMaxDeliveriesRemembered = 16'384;
/// Places where one alert may be.
inline constexpr std::size_t kMaxPossible = 4;
/// Incidents in a desk's memory. When one more comes, the longest silent is let go; the journal has it. The joint cases
/// of the three centres were 268 in a year (reference: CRNTT, 2021), so that only a flood of invented devices comes
/// near.
inline constexpr std::size_t kMaxIncidents = 20'000;
/// Answers to commands that are remembered, so that a repeated command is not carried out twice; the oldest go first.
inline constexpr std::size_t kMaxCommandsRemembered = 4096;
/// A message of the link, as JSON: an incident whose log is full of the longest notes, each byte escaped.
inline constexpr std::size_t kMaxLinkMessageBytes = 16U << 20U;
/// An officer's command, as JSON: a note, each byte of which may be escaped, and room.
inline constexpr std::size_t kMaxCommandBytes = 32U << 10U;

/// A device that was silent for longer is switched on anew: another incident. Design value: an AIS-SART's battery lasts
/// at least 96 h (IEC 61097-14), but survivors do not switch it off and on for a day.
inline constexpr std::chrono::hours kSameActivation{24};
/// A call of a closed case that was silent for longer calls anew, and the case is open again. A DSC distress call that
/// nobody answers is repeated after 3.5 to 4.5 minutes (Rec. ITU-R M.493, distress call attempt): three are missed.
inline constexpr std::chrono::minutes kCallAnewDsc{15};
/// Of beacons and transmitters. Design value: a satellite of low orbit passes the estuary more often than this.
inline constexpr std::chrono::hours kCallAnew{2};
/// Two centres that both had custody for no longer than this handed it over; beyond it, the overlap is said. Design
/// value: a message of the link that was lost is repeated some times within it.
inline constexpr std::chrono::seconds kHandOverTakes{60};
/// How often the duty list is called at ClockSet::escalate_after's pace, the first time with it: an hour with the
/// shipped times. Then every kCallEvery, until somebody acknowledges.
inline constexpr std::uint32_t kCallsInARow = 15;
inline constexpr std::chrono::hours kCallEvery{1};
/// NotifyAsked that wait for their NotifyDone; beyond it the oldest are not asked again after a restart.
inline constexpr std::size_t kMaxNotifyWaiting = 1024;
/// Questions of the watch of timetables; when one more comes, the oldest is closed. Some for each of the ferries of a
/// bad day: the three places have fewer than 100.
inline constexpr std::size_t kMaxVoyageQuestions = 1024;
/// … which are let go when nobody took them back so long after the voyage's end.
inline constexpr std::chrono::hours kVoyageRemembered{24};
/// Incidents whose devices were silent for longer are let go from memory.
inline constexpr std::chrono::hours kForgetAfter{30 * 24};
/// A repeat that brings nothing new is told to the other desks no more often than this.
inline constexpr std::chrono::seconds kHeardEvery{60};
/// A move is a new fact for the decision and the other desks beyond both the sum of the radii and this. Design value:
/// twice the 100 m of a fix of low accuracy.
inline constexpr geo::Metres kMoved = geo::Metres::from_metres(200);
/// A move is a reason to alarm an officer again, after he has acknowledged, beyond both the sum of the radii and this.
/// Design value: a raft that drifts at 2 knots alarms every half hour, not every three minutes.
inline constexpr geo::Metres kAlarmMoved = geo::Metres::from_nautical_miles(1);
/// A ferry is on her route within this of it. Design value: half the width of the fairways' traffic lanes with the
/// leeway that masters take.
inline constexpr geo::Metres kOnRoute = geo::Metres::from_nautical_miles(1.5);
/// … and when her course is within this of the route's leg, either way.
inline constexpr double kInTrackDegrees = 45;
/// Slower than this a ship's course over ground says nothing of where she is bound.
inline constexpr geo::Knots kUnderWay = geo::Knots::from_knots(3);
/// A ship farther off is a candidate, never "probable": beyond a lifeboat's reach in the hours that a device may be
/// alone.
inline constexpr geo::Metres kProbableWithin = geo::Metres::from_nautical_miles(10);

}  // namespace lingding::coordinator
