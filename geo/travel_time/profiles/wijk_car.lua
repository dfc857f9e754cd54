-- A car or a small electric van, on OSRM's own car profile (car.lua), with the table of car.yaml.
local car = require('car')
local with_figures = require('wijk_common')
local figures = require('wijk_speeds')
local base_setup = car.setup

function car.setup()
  local profile = with_figures(base_setup(), figures)
  profile.speeds.highway = figures.roads_kmh
  profile.speed_reduction = figures.share_of_limit
  profile.turn_penalty = figures.turns_s.sharpest
  profile.oncoming_turn_penalty = figures.turns_s.oncoming
  profile.barrier_penalties = { gate = figures.turns_s.gate, lift_gate = figures.turns_s.gate }
  profile.vehicle_height, profile.vehicle_width = figures.size.height_m, figures.size.width_m
  profile.vehicle_length, profile.vehicle_weight = figures.size.length_m, figures.size.weight_kg
  return profile
end

-- The way that takes the least time is the way. OSRM would rather lead along wide roads than along fast ones, so that a
-- faster car could be later; its other rule stays: a street for those who must be there is no way through.
function WayHandlers.penalties(profile, way, result, data)
  if result.forward_speed > 0 then
    result.forward_rate = result.forward_speed / 3.6
  end
  if result.backward_speed > 0 then
    result.backward_rate = result.backward_speed / 3.6
  end
end

if figures.share_of_limit == 0 then
  function WayHandlers.maxspeed() end
end

return car
