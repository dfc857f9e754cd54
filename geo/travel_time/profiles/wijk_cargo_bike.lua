-- A loaded electric cargo bike, on OSRM's own bicycle profile (bicycle.lua), with the table of cargo_bike.yaml.
local bicycle = require('bicycle')
local with_figures = require('wijk_common')
local figures = require('wijk_speeds')
local base_setup, base_speed_handler = bicycle.setup, speed_handler

function bicycle.setup()
  local profile = with_figures(base_setup(), figures)
  local pushed = figures.pushed_kmh.other
  profile.bicycle_speeds = figures.roads_kmh
  profile.pedestrian_speeds = figures.pushed_kmh
  profile.walking_speed = pushed
  profile.platform_speeds = { platform = pushed }
  profile.man_made_speeds = { pier = pushed }
  profile.amenity_speeds = { parking = figures.elsewhere_kmh, parking_entrance = figures.elsewhere_kmh }
  profile.turn_penalty = figures.turns_s.right_angle
  profile.width = figures.size.width_m
  profile.exclude_cargo_bike = true
  profile.use_public_transport = false
  for _, barrier in ipairs(figures.closed_barriers) do
    profile.barrier_blacklist[barrier] = true
  end
  return profile
end

function speed_handler(profile, way, result, data)
  data.duration = nil                               -- no timetables, as in wijk_common.lua
  base_speed_handler(profile, way, result, data)
end

-- OSRM's own counts a traffic light on an open road as a turn of 180 degrees, and a bend where a name changes as a turn.
function bicycle.process_turn(profile, turn)
  turn.duration = 0
  if turn.number_of_roads > 2 or turn.is_u_turn then
    local bias = turn.angle >= 0 and 1 / profile.turn_bias or profile.turn_bias
    turn.duration = (turn.angle / 90) ^ 2 * profile.turn_penalty * bias
  end
  if turn.is_u_turn then
    turn.duration = turn.duration + profile.properties.u_turn_penalty
  end
  if turn.has_traffic_light then
    turn.duration = turn.duration + profile.properties.traffic_signal_penalty
  end
end

return bicycle
